using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>
/// Rewinds a failed instance: what failed it is undone. If that was a step, the activities and sub-orchestrations that failed in that turn
/// are called again, and what the orchestrator did after them is forgotten; if its own code, only what that did in its last turn. Then it
/// takes a turn.
/// </summary>
internal static class Rewind
{
    public static void Apply(EngineParts parts, TurnWork work, ResidentInstance instance, DateTime now)
    {
        var history = instance.History;
        var cause = IsOfAStep(instance.State.Failure) ? history.FindLastIndex(IsFailure) : -1;
        var cut = history.FindLastIndex(cause < 0 ? history.Count - 1 : cause, e => e.Type == HistoryEventType.OrchestratorStarted);
        var failed = history.Skip(cut).Where(IsFailure).Select(e => e.TaskId).ToHashSet();
        var forgotten = history.Skip(cut).Where(e => e.IsAsked).Select(e => e.TaskId).ToHashSet();
        var kept = history.Where((e, index) => index < cut || IsStillSo(e, forgotten)).ToList();

        instance.Clear(work.Commit);
        instance.Append(work.Commit, kept, now);
        instance.State = instance.State with
        {
            Status = kept.FindLast(e => e.IsSuspendedOrResumed)?.Type == HistoryEventType.ExecutionSuspended
                ? OrchestrationRuntimeStatus.Suspended
                : OrchestrationRuntimeStatus.Running,
            UpdatedAt = now,
            Output = null,
            Failure = null,
            WakeAt = instance.NextTimerAt - parts.Options.TimerGrain,
            HasWork = true,
        };
        work.WakeChanged = true;
        work.Commit.Update = instance.State;
        Redo(parts, work, instance, failed);
        parts.Send(work, instance.State.Id, new Message
        {
            Kind = MessageKind.Event,
            ExecutionId = instance.State.ExecutionId,
            Event = new HistoryEvent { EventId = -1, ExecutionRewound = new ExecutionRewoundEvent() },
        });
    }

    // The failure of a step, as it is or within another. Steps that failed earlier were caught, and are no cause.
    private static bool IsOfAStep(TaskFailureDetails? failure) => failure is not null
        && (failure.ErrorType == typeof(Microsoft.DurableTask.TaskFailedException).FullName || IsOfAStep(failure.InnerFailure));

    private static bool IsFailure(HistoryEvent e) =>
        e.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed;

    /// <summary>Whether it came from outside and is no failure, nor the answer to a step that is forgotten.</summary>
    private static bool IsStillSo(HistoryEvent e, HashSet<int> forgotten) =>
        !IsFailure(e) && !e.IsAsked && e.Type is not (HistoryEventType.EventSent or HistoryEventType.ExecutionCompleted)
        && !(e.IsAnswer && forgotten.Contains(e.TaskId));

    // A sub-orchestration that did not fail still runs, or its answer is on its way.
    private static void Redo(EngineParts parts, TurnWork work, ResidentInstance instance, HashSet<int> failed)
    {
        foreach (var step in instance.Unanswered(HistoryEventType.TaskScheduled))
        {
            work.Activities.Add(parts.ActivityOf(instance.State, step));
        }

        var children = instance.Unanswered(HistoryEventType.SubOrchestrationInstanceCreated);
        foreach (var step in children.Where(step => failed.Contains(step.TaskId)))
        {
            parts.Send(work, step.InstanceId!, new Message { Kind = MessageKind.Rewind, Event = TurnRun.StartOf(instance.State, step) });
        }
    }
}
