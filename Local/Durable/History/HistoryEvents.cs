using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.History;

/// <summary>
/// What the kinds of history events have in common. They are the messages of Durable Task's protocol (HistoryEvent of
/// orchestrator_service.proto in microsoft/durabletask-protobuf), which Durable Functions exchanges with its workers.
/// </summary>
internal static class HistoryEvents
{
    extension(HistoryEvent e)
    {
        public HistoryEventType Type => e.EventTypeCase;

        /// <summary>The number of the step that the event records or answers, otherwise -1.</summary>
        public int TaskId => e.EventTypeCase switch
        {
            HistoryEventType.TaskCompleted => e.TaskCompleted.TaskScheduledId,
            HistoryEventType.TaskFailed => e.TaskFailed.TaskScheduledId,
            HistoryEventType.TimerFired => e.TimerFired.TimerId,
            HistoryEventType.SubOrchestrationInstanceCompleted => e.SubOrchestrationInstanceCompleted.TaskScheduledId,
            HistoryEventType.SubOrchestrationInstanceFailed => e.SubOrchestrationInstanceFailed.TaskScheduledId,
            HistoryEventType.TaskScheduled or HistoryEventType.TimerCreated or HistoryEventType.EventSent
                or HistoryEventType.SubOrchestrationInstanceCreated => e.EventId,
            _ => -1,
        };

        /// <summary>The name of the orchestrator, activity or external event.</summary>
        public string? Name => e.EventTypeCase switch
        {
            HistoryEventType.ExecutionStarted => e.ExecutionStarted.Name,
            HistoryEventType.TaskScheduled => e.TaskScheduled.Name,
            HistoryEventType.SubOrchestrationInstanceCreated => e.SubOrchestrationInstanceCreated.Name,
            HistoryEventType.EventSent => e.EventSent.Name,
            HistoryEventType.EventRaised => e.EventRaised.Name,
            _ => null,
        };

        /// <summary>Serialized input (of an activity: in a list of one), event payload, or the reason why somebody intervened.</summary>
        public string? Input => e.EventTypeCase switch
        {
            HistoryEventType.ExecutionStarted => e.ExecutionStarted.Input,
            HistoryEventType.TaskScheduled => e.TaskScheduled.Input,
            HistoryEventType.SubOrchestrationInstanceCreated => e.SubOrchestrationInstanceCreated.Input,
            HistoryEventType.EventSent => e.EventSent.Input,
            HistoryEventType.EventRaised => e.EventRaised.Input,
            HistoryEventType.ExecutionTerminated => e.ExecutionTerminated.Input,
            HistoryEventType.ExecutionSuspended => e.ExecutionSuspended.Input,
            HistoryEventType.ExecutionResumed => e.ExecutionResumed.Input,
            _ => null,
        };

        /// <summary>Serialized result of a step or of the whole orchestration.</summary>
        public string? Result => e.EventTypeCase switch
        {
            HistoryEventType.TaskCompleted => e.TaskCompleted.Result,
            HistoryEventType.SubOrchestrationInstanceCompleted => e.SubOrchestrationInstanceCompleted.Result,
            HistoryEventType.ExecutionCompleted => e.ExecutionCompleted.Result,
            _ => null,
        };

        public TaskFailureDetails? Failure => e.EventTypeCase switch
        {
            HistoryEventType.TaskFailed => e.TaskFailed.FailureDetails,
            HistoryEventType.SubOrchestrationInstanceFailed => e.SubOrchestrationInstanceFailed.FailureDetails,
            HistoryEventType.ExecutionCompleted => e.ExecutionCompleted.FailureDetails,
            _ => null,
        };

        /// <summary>The other instance: the sub-orchestration, or the target of a sent event.</summary>
        public string? InstanceId => e.EventTypeCase switch
        {
            HistoryEventType.SubOrchestrationInstanceCreated => e.SubOrchestrationInstanceCreated.InstanceId,
            HistoryEventType.EventSent => e.EventSent.InstanceId,
            _ => null,
        };

        /// <summary>When a timer is or was due (UTC).</summary>
        public DateTime? FireAt => e.EventTypeCase switch
        {
            HistoryEventType.TimerCreated => e.TimerCreated.FireAt.ToDateTime(),
            HistoryEventType.TimerFired => e.TimerFired.FireAt.ToDateTime(),
            _ => null,
        };

        /// <summary>Whether it records a step that something answers.</summary>
        public bool IsAsked => e.EventTypeCase
            is HistoryEventType.TaskScheduled or HistoryEventType.TimerCreated or HistoryEventType.SubOrchestrationInstanceCreated;

        /// <summary>Whether it answers a step.</summary>
        public bool IsAnswer => e.EventTypeCase
            is HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed or HistoryEventType.TimerFired
            or HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.SubOrchestrationInstanceFailed;

        /// <summary>Whether somebody suspended or resumed the instance.</summary>
        public bool IsSuspendedOrResumed => e.EventTypeCase
            is HistoryEventType.ExecutionSuspended or HistoryEventType.ExecutionResumed;

        public HistoryEvent At(Timestamp at)
        {
            e.Timestamp = at;
            return e;
        }
    }

    /// <summary>An event from outside the orchestrator: it has no number of its own, and gets its time when it is taken in.</summary>
    public static HistoryEvent New() => new() { EventId = -1 };

    public static HistoryEvent Started(string name, string? input) =>
        new() { EventId = -1, ExecutionStarted = new ExecutionStartedEvent { Name = name, Input = input } };

    public static HistoryEvent Raised(string name, string? payload) =>
        new() { EventId = -1, EventRaised = new EventRaisedEvent { Name = name, Input = payload } };

    public static HistoryEvent Suspended(string? reason) =>
        new() { EventId = -1, ExecutionSuspended = new ExecutionSuspendedEvent { Input = reason } };

    public static HistoryEvent Resumed(string? reason) =>
        new() { EventId = -1, ExecutionResumed = new ExecutionResumedEvent { Input = reason } };

    public static HistoryEvent Terminated(string? output, bool recursive) =>
        new() { EventId = -1, ExecutionTerminated = new ExecutionTerminatedEvent { Input = output, Recurse = recursive } };

    /// <summary>What history keeps of an orchestration's end.</summary>
    public static HistoryEvent Of(CompleteOrchestrationAction end, Timestamp at) => new()
    {
        EventId = -1,
        Timestamp = at,
        ExecutionCompleted = new ExecutionCompletedEvent
        {
            OrchestrationStatus = end.OrchestrationStatus,
            Result = end.Result,
            FailureDetails = end.FailureDetails,
        },
    };

    /// <summary>What history keeps of a step that the orchestrator asks for.</summary>
    public static HistoryEvent Of(OrchestratorAction action, Timestamp at)
    {
        var e = new HistoryEvent { EventId = action.Id, Timestamp = at };
        switch (action.OrchestratorActionTypeCase)
        {
            case OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                e.TaskScheduled = new TaskScheduledEvent { Name = action.ScheduleTask.Name, Input = action.ScheduleTask.Input };
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                e.TimerCreated = new TimerCreatedEvent { FireAt = action.CreateTimer.FireAt };
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateSubOrchestration:
                e.SubOrchestrationInstanceCreated = new SubOrchestrationInstanceCreatedEvent
                {
                    InstanceId = action.CreateSubOrchestration.InstanceId,
                    Name = action.CreateSubOrchestration.Name,
                    Input = action.CreateSubOrchestration.Input,
                };
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent:
                e.EventSent = new EventSentEvent
                {
                    InstanceId = action.SendEvent.Instance.InstanceId,
                    Name = action.SendEvent.Name,
                    Input = action.SendEvent.Data,
                };
                break;
            default:
                throw new NotSupportedException($"This engine does not do what an orchestrator asked for: {action}");
        }

        return e;
    }

    /// <summary>The stored form of some events.</summary>
    public static byte[] Encode(IEnumerable<HistoryEvent> events) => new HistoryChunk { Events = { events } }.ToByteArray();

    public static IEnumerable<HistoryEvent> Decode(byte[] bytes) => HistoryChunk.Parser.ParseFrom(bytes).Events;
}
