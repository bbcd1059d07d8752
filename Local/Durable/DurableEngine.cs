using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Instances;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Local.Durable;

/// <summary>
/// Runs durable orchestrations on PostgreSQL, with the semantics of Durable Functions, in one process. A process that is
/// killed at any instant loses nothing: the next engine on the database continues where it was.
/// </summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    // The engine reaches rows by their keys only. On new tables without statistics the planner prefers sequential scans, and
    // keeps that plan while the tables grow.
    private const string PlannerOptions =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan -c jit=off";

    private readonly EngineParts parts;
    private readonly OwnerConnection owner;
    private readonly NpgsqlDataSource source;
    private bool disposed;

    private DurableEngine(EngineParts parts, OwnerConnection owner, NpgsqlDataSource source)
    {
        this.parts = parts;
        this.owner = owner;
        this.source = source;
        Client = new EngineClient(this, parts);
    }

    /// <summary>Starts, signals and watches orchestrations.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>When the next durable timer or delayed start is due, or null when none waits.</summary>
    public DateTimeOffset? NextWakeAt => parts.Wakes.Next is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;

    /// <summary>Fails when the engine has to stop by itself, because its database is gone or taken over.</summary>
    public Task Failure => parts.Stopped.Task;

    /// <summary>How many instances are in memory.</summary>
    public int ResidentInstances => parts.Slots.Count;

    /// <summary>How many transactions were committed, and how many turns they held.</summary>
    public (long Groups, long Commits) Written => parts.Writer.Written;

    /// <summary>Creates or updates the schema, takes ownership of the database and continues where the last engine stopped.</summary>
    /// <exception cref="InvalidOperationException">Another engine owns this database.</exception>
    public static async Task<DurableEngine> StartAsync(
        DurableEngineOptions options, DurableTaskSet tasks, ILoggerFactory loggerFactory, CancellationToken cancellation = default)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = $"OAuthAttest durable engine, process {Environment.ProcessId} on {Environment.MachineName}",
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Options = PlannerOptions,
        };
        var single = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString) { Pooling = false };
        var writing = new OwnerConnection(single.ConnectionString, options.OwnershipTimeout);
        NpgsqlDataSource? reading = null;
        try
        {
            await writing.OpenAsync(cancellation);
            reading = NpgsqlDataSource.Create(connectionString);
            var engine = new DurableEngine(new EngineParts(options, tasks, loggerFactory, writing, reading), writing, reading);
            await engine.RecoverAsync(cancellation);
            return engine;
        }
        catch
        {
            await writing.DisposeAsync();
            if (reading is not null)
            {
                await reading.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Completes when no turn can run, no commit is pending and no activity runs: only timers or callers bring work.</summary>
    public Task WhenIdleAsync(CancellationToken cancellation = default) => parts.Idle.WhenIdleAsync(cancellation);

    /// <summary>The clock was set: due times are compared with it again.</summary>
    public void OnClockSet() => parts.Wakes.OnClockSet();

    /// <summary>The events of the instance's current execution, in order; null when there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEvent>?> GetHistoryAsync(string instanceId, CancellationToken cancellation = default) =>
        parts.Queries.HistoryAsync(instanceId, cancellation);

    /// <param name="payload">Serialized payload (JSON), or null.</param>
    public Task<Delivery> RaiseEventAsync(string instanceId, string eventName, string? payload, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(
            instanceId,
            HistoryEvents.Raised(eventName, payload),
            cancellation
        );
    }

    /// <param name="output">Becomes the instance's output as it is.</param>
    /// <param name="recursive">Whether running sub-orchestrations are terminated too.</param>
    public Task<Delivery> TerminateAsync(string instanceId, string? output, bool recursive, CancellationToken cancellation = default) =>
        SendAsync(instanceId, HistoryEvents.Terminated(output, recursive), cancellation);

    public Task<Delivery> SuspendAsync(string instanceId, string? reason, CancellationToken cancellation = default) =>
        SendAsync(instanceId, HistoryEvents.Suspended(reason), cancellation);

    public Task<Delivery> ResumeAsync(string instanceId, string? reason, CancellationToken cancellation = default) =>
        SendAsync(instanceId, HistoryEvents.Resumed(reason), cancellation);

    /// <summary>Lets running activities end, commits what is in progress and gives up ownership of the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        parts.Wakes.Dispose();
        await parts.Activities.StopAsync(parts.Options.ActivityGrace);
        parts.Slots.Close();
        await parts.Loader.DisposeAsync();
        await parts.Writer.DisposeAsync();
        parts.Waiters.Fail(new ObjectDisposedException(nameof(DurableEngine)));
        parts.Activities.Dispose();
        parts.Runner.Dispose();
        await owner.DisposeAsync();
        await source.DisposeAsync();
    }

    private async Task RecoverAsync(CancellationToken cancellation)
    {
        // What is for one execution first: it was carried over a continue-as-new, and keeps its place before what any execution may take.
        var inbox = await parts.Queries.InboxAsync(cancellation);
        foreach (var (target, message) in inbox.OrderBy(one => one.Message.ExecutionId is null))
        {
            parts.Deliver(target, message);
        }

        foreach (var instance in await parts.Queries.UnfinishedAsync(cancellation))
        {
            if (instance.WakeAt <= parts.Now)
            {
                parts.Deliver(instance.Id, new Message { Kind = MessageKind.Wake });
            }
            else if (instance.WakeAt is not null)
            {
                parts.Wakes.Set(instance.Key, instance.Id, instance.WakeAt);
            }

            if (instance.HasWork)
            {
                parts.Deliver(instance.Id, new Message { Kind = MessageKind.Recover });
            }
        }
    }

    private async Task<Delivery> SendAsync(string instanceId, HistoryEvent e, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var done = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        parts.Deliver(instanceId, new Message { Kind = MessageKind.Event, Event = e, Done = done });
        return await done.Task.WaitAsync(cancellation);
    }
}
