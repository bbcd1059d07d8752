using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Local.Durable;

/// <summary>Runs durable orchestrations on PostgreSQL, with the semantics of Durable Functions, in one process.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    /// <summary>Starts, signals and watches orchestrations.</summary>
    public DurableTaskClient Client => throw new NotSupportedException();

    /// <summary>When the next durable timer or delayed start is due, or null when none waits.</summary>
    public DateTimeOffset? NextWakeAt => throw new NotSupportedException();

    /// <summary>Creates or updates the schema, takes ownership of the database and goes on where the last engine stopped.</summary>
    /// <exception cref="InvalidOperationException">Another engine owns this database.</exception>
    public static Task<DurableEngine> StartAsync(
        DurableEngineOptions options, DurableTaskSet tasks, ILoggerFactory loggerFactory, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>Completes at a moment when no turn can run, no commit is under way and no activity runs: only timers and callers can bring work.</summary>
    public Task WhenIdleAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The events of the instance's current execution, in order; null when there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEvent>?> GetHistoryAsync(string instanceId, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <param name="payload">Serialized payload (JSON), or null.</param>
    public Task<Delivery> RaiseEventAsync(string instanceId, string eventName, string? payload, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <param name="output">Becomes the instance's output as it is.</param>
    /// <param name="recursive">Whether running sub-orchestrations are terminated too.</param>
    public Task<Delivery> TerminateAsync(string instanceId, string? output, bool recursive, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<Delivery> SuspendAsync(string instanceId, string? reason, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<Delivery> ResumeAsync(string instanceId, string? reason, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>Lets running activities end, commits what is under way and gives the database free.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
