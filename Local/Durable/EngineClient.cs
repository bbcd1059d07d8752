using System.Diagnostics;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Instances;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;

namespace OAuthAttest.Local.Durable;

/// <summary>The engine as its callers see it: the client of Durable Functions.</summary>
internal sealed class EngineClient(DurableEngine engine, EngineParts parts) : DurableTaskClient("Local")
{
    private const int PurgePage = 500;

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private DataConverter Converter => parts.Options.DataConverter;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        StartRules.Require(options?.DedupeStatuses);
        await StartAsync(instanceId, orchestratorName.Name, Converter.Serialize(input), Terms(options), cancellation);
        return instanceId;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        engine.RaiseEventAsync(instanceId, eventName, Converter.Serialize(eventPayload), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default
    ) => engine.TerminateAsync(instanceId, Converter.Serialize(options?.Output), options?.Recursive ?? false, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        engine.SuspendAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        engine.ResumeAsync(instanceId, reason, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static state => state.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static state => state.IsFinished, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return (await FindAsync(instanceId, cancellation))?.ToMetadata(getInputsAndOutputs ? Converter : null);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var full = filter?.FetchInputsAndOutputs == true;
        var wanted = new InstanceFilter(filter?.CreatedFrom, filter?.CreatedTo, filter?.Statuses?.ToArray(), filter?.InstanceIdPrefix);
        return Pageable.Create(async (token, size, cancellation) =>
        {
            var count = size ?? filter?.PageSize ?? OrchestrationQuery.DefaultPageSize;
            var found = await parts.Queries.ListAsync(wanted, After(token ?? filter?.ContinuationToken), count + 1, full, cancellation);
            var values = found.Take(count).Select(state => state.ToMetadata(full ? Converter : null)).ToList();
            return new Page<OrchestrationMetadata>(values, found.Count > count ? TokenFor(values[^1].InstanceId) : null);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation), isComplete: true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var statuses = filter.Statuses?.ToArray() is { Length: > 0 } chosen ? Ended.Intersect(chosen).ToArray() : Ended;
        var wanted = new InstanceFilter(filter.CreatedFrom, filter.CreatedTo, statuses, IdPrefix: null);
        var started = Stopwatch.GetTimestamp();
        var purged = 0;
        string? after = null;
        while (statuses.Length > 0)
        {
            var page = await parts.Queries.ListAsync(wanted, after, PurgePage, payloads: false, cancellation);
            purged += (await Task.WhenAll(page.Select(state => PurgeAsync(state.Id, options?.Recursive ?? false, cancellation)))).Sum();
            if (page.Count < PurgePage)
            {
                break;
            }

            if (filter.Timeout is { } limit && Stopwatch.GetElapsedTime(started) >= limit)
            {
                return new PurgeResult(purged, isComplete: false);
            }

            after = page[^1].Id;
        }

        return new PurgeResult(purged, isComplete: true);
    }

    public override async Task<string> RestartAsync(
        string instanceId,
        bool restartWithNewInstanceId = false,
        CancellationToken cancellation = default
    )
    {
        var old = await RequireAsync(instanceId, cancellation);
        var newId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        await StartAsync(newId, old.Name, old.Input, new StartTerms(StartAt: null, old.Tags, DedupeStatuses: null), cancellation);
        return newId;
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        var old = await RequireAsync(instanceId, cancellation);
        if (await SendAsync(instanceId, MessageKind.Rewind, cancellation) != Delivery.Accepted)
        {
            throw new InvalidOperationException($"The orchestration '{instanceId}' is {old.Status}; only a failed one can be rewound.");
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StartTerms Terms(StartOrchestrationOptions? options) =>
        new(options?.StartAt?.UtcDateTime, options?.Tags is { Count: > 0 } tags ? tags : null, options?.DedupeStatuses);

    private static string TokenFor(string lastId) => Convert.ToBase64String(Encoding.UTF8.GetBytes(lastId));

    private static string? After(string? token)
    {
        try
        {
            return token is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException e)
        {
            throw new ArgumentException("The continuation token was not made by this engine.", nameof(token), e);
        }
    }

    private async Task StartAsync(string instanceId, string name, string? input, StartTerms terms, CancellationToken cancellation)
    {
        InstanceIds.Require(instanceId);
        var done = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        parts.Deliver(instanceId, new Message
        {
            Kind = MessageKind.Start,
            Event = HistoryEvents.Started(name, input),
            Terms = terms,
            Done = done,
        });
        await done.Task.WaitAsync(cancellation);
    }

    private async Task<Delivery> SendAsync(string instanceId, MessageKind kind, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        parts.Deliver(instanceId, new Message { Kind = kind, Done = done });
        return await done.Task.WaitAsync(cancellation);
    }

    private async Task<InstanceState?> FindAsync(string instanceId, CancellationToken cancellation) =>
        parts.Slots.Committed(instanceId) ?? await parts.Queries.FindAsync(instanceId, cancellation);

    private async Task<InstanceState> RequireAsync(string instanceId, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await FindAsync(instanceId, cancellation)
            ?? throw new ArgumentException($"An orchestration with the id '{instanceId}' was not found.", nameof(instanceId));
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceState, bool> condition, bool full, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Register the wait before reading the state, so that a change in between is not missed.
        var told = parts.Waiters.WaitAsync(instanceId, condition, found.Token);
        var state = await FindAsync(instanceId, cancellation);
        if (state is null || !condition(state))
        {
            state = await told;
        }
        else
        {
            await found.CancelAsync();
        }

        return state.ToMetadata(full ? Converter : null);
    }

    private async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        var children = recursive ? await parts.Queries.ChildrenAsync(instanceId, cancellation) : [];
        if (await SendAsync(instanceId, MessageKind.Purge, cancellation) != Delivery.Accepted)
        {
            return 0;
        }

        var purged = 1;
        foreach (var child in children)
        {
            purged += await PurgeAsync(child, recursive, cancellation);
        }

        return purged;
    }
}
