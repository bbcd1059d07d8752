using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>What an orchestrator can read about its own instance.</summary>
internal sealed record OrchestrationIdentity(string Name, string InstanceId, ParentOrchestrationInstance? Parent);

/// <summary>
/// The context of one turn. Each request of the orchestrator becomes a numbered step; the steps that are not yet in the history
/// are the outcome of the turn.
/// </summary>
internal sealed class ReplayContext : TaskOrchestrationContext
{
    private readonly OrchestrationIdentity identity;
    private readonly DataConverter converter;
    private readonly ILoggerFactory loggers;
    private readonly OrchestratorThread thread;
    private readonly ExternalEvents events;
    private readonly Dictionary<int, Step> open = [];
    private readonly Queue<HistoryEvent> unrecorded = new();
    private int nextStep;
    private int nextGuid;

    public ReplayContext(OrchestrationIdentity identity, DataConverter converter, ILoggerFactory loggers, OrchestratorThread thread)
    {
        this.identity = identity;
        this.converter = converter;
        this.loggers = loggers;
        this.thread = thread;
        events = new ExternalEvents(converter);
    }

    public override TaskName Name => identity.Name;

    public override string InstanceId => identity.InstanceId;

    public override ParentOrchestrationInstance? Parent => identity.Parent;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    internal DateTime Now { get; set; }

    internal bool Replaying { get; set; }

    internal string? Input { get; set; }

    internal ExternalEvents Events => events;

    /// <summary>The steps that were asked for and are neither answered nor cancelled.</summary>
    internal IReadOnlyDictionary<int, Step> Open => open;

    /// <summary>Steps asked for by the orchestrator that history has not confirmed yet, in order.</summary>
    internal Queue<HistoryEvent> Unrecorded => unrecorded;

    internal string? CustomStatus { get; private set; }

    internal ContinueAsNewRequest? NextExecution { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        if (input is TaskOptions && options is null)
        {
            return Task.FromException<TResult>(new ArgumentException(
                $"The input of activity '{name.Name}' is a TaskOptions, and no options were given: pass it as options.", nameof(input)));
        }

        var serialized = converter.Serialize(input);
        Task<TResult> Attempt() =>
            Take<TResult>(new HistoryEvent(HistoryEventType.TaskScheduled, Now) { Name = name.Name, Input = serialized });
        return options?.Retry is { } retry ? Retrying.RunAsync(this, retry, Attempt) : Attempt();
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    )
    {
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Require(instanceId);
        var serialized = converter.Serialize(input);
        Task<TResult> Attempt() => Take<TResult>(new HistoryEvent(HistoryEventType.SubOrchestrationInstanceCreated, Now)
        {
            Name = orchestratorName.Name,
            Input = serialized,
            InstanceId = instanceId,
        });
        return options?.Retry is { } retry ? Retrying.RunAsync(this, retry, Attempt) : Attempt();
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var step = Ask<object>(new HistoryEvent(HistoryEventType.TimerCreated, Now) { FireAt = fireAt.ToUniversalTime() });
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                open.Remove(step.Created.TaskId);
                step.Cancel(cancellationToken);
            });
        }

        return step.Answer;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireInside();
        return events.WaitFor<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        InstanceIds.Require(instanceId);
        Record(
            new HistoryEvent(HistoryEventType.EventSent, Now)
            {
                InstanceId = instanceId,
                Name = eventName,
                Input = converter.Serialize(payload),
            }
        );
    }

    public override void SetCustomStatus(object? customStatus)
    {
        RequireInside();
        CustomStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        RequireInside();
        NextExecution = new ContinueAsNewRequest(converter.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        RequireInside();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{InstanceId}_{Now:o}_{nextGuid++}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    internal Step? TakeAnswered(int taskId) => open.Remove(taskId, out var step) ? step : null;

    private Task<T> Take<T>(HistoryEvent request) => Ask<T>(request).Answer;

    private Step<T> Ask<T>(HistoryEvent request)
    {
        var step = new Step<T>(Record(request), converter);
        open.Add(step.Created.TaskId, step);
        return step;
    }

    private HistoryEvent Record(HistoryEvent request)
    {
        RequireInside();
        var numbered = request with { TaskId = nextStep++ };
        unrecorded.Enqueue(numbered);
        return numbered;
    }

    private void RequireInside()
    {
        if (!thread.IsInside)
        {
            throw new InvalidOperationException(
                "The orchestration context was used outside the orchestrator's own thread: an orchestrator may only await its context's "
                    + "tasks, without ConfigureAwait(false)."
            );
        }
    }
}

/// <summary>The orchestrator asked to continue as new.</summary>
internal sealed record ContinueAsNewRequest(string? Input, bool KeepEvents);
