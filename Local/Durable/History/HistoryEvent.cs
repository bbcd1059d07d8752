using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Durable.History;

/// <summary>One event of an instance's history. Which properties are set depends on <see cref="Type"/>.</summary>
internal sealed record HistoryEvent(HistoryEventType Type, DateTime Timestamp)
{
    /// <summary>
    /// The number of the step. On TaskScheduled, TimerCreated, EventSent and SubOrchestrationInstanceCreated that is the step itself;
    /// on an answer, the step that it answers; otherwise -1.
    /// </summary>
    public int TaskId { get; init; } = -1;

    /// <summary>The name of the orchestrator, activity or external event.</summary>
    public string? Name { get; init; }

    /// <summary>Serialized input, event payload, or the reason of a termination, suspension or resumption.</summary>
    public string? Input { get; init; }

    /// <summary>Serialized result of a step or of the whole orchestration.</summary>
    public string? Result { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>When a timer is due (UTC).</summary>
    public DateTime? FireAt { get; init; }

    /// <summary>The other instance: the sub-orchestration, or the target of a sent event.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The outcome, on ExecutionCompleted.</summary>
    public OrchestrationRuntimeStatus? Status { get; init; }
}
