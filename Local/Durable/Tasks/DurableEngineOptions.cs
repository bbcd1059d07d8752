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
    /// How much too early timers fire: a fault that tests inject. Azure Storage has whole seconds only, so a timer fires up to one second
    /// early there, and one that is due within a second fires at once.
    /// </summary>
    public TimeSpan TimerGrain { get; init; }

    /// <summary>How many activities run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>How many instances stay in memory; the others are read again from their history when a message comes for them.</summary>
    public int ResidentInstances { get; init; } = 2_000;

    /// <summary>
    /// How many orchestrators are kept between turns, those that ran last (extended sessions of Durable Functions); others replay from
    /// their start. 0: all do, as in Azure unless host.json says otherwise, which finds an orchestrator that is not deterministic.
    /// </summary>
    public int ExtendedSessions { get; init; } = 1_000;

    /// <summary>How long to wait for the lock of an engine that has just died before giving up.</summary>
    public TimeSpan OwnershipTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long running activities may continue when the engine stops. Zero: cut off at once, as when a process dies.</summary>
    public TimeSpan ActivityGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long commits are tried again while the database cannot be reached, before the engine gives up.</summary>
    public TimeSpan DatabaseOutageTolerance { get; init; } = TimeSpan.FromSeconds(60);
}
