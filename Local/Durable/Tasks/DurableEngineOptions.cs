using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace OAuthAttest.Local.Durable.Tasks;

internal sealed record DurableEngineOptions
{
    /// <summary>The database that holds the schema <c>durable</c>. One engine at a time owns it.</summary>
    public required string ConnectionString { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;

    /// <summary>
    /// How much too early timers fire: a fault that tests inject. On Azure Storage, which knows whole seconds only, it is up to one, and a
    /// timer that is due within it fires at once.
    /// </summary>
    public TimeSpan TimerGrain { get; init; }

    /// <summary>How many activities run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>How many instances stay in memory; the others are read again from their history when something comes for them.</summary>
    public int ResidentInstances { get; init; } = 2_000;

    /// <summary>How long to wait for the lock of an engine that has just died before giving up.</summary>
    public TimeSpan OwnershipTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long running activities may still take when the engine is stopped, before they are cut off. Zero: as when a process dies.</summary>
    public TimeSpan ActivityGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long commits are tried again while the database cannot be reached, before the engine gives up.</summary>
    public TimeSpan DatabaseOutageTolerance { get; init; } = TimeSpan.FromSeconds(60);
}
