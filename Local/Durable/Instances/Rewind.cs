using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>
/// Rewinds a failed instance to before the last failures of its steps: the activities and sub-orchestrations that failed then are called
/// again, and what the orchestrator did after them is forgotten. Then it takes a turn, also if its own code failed.
/// </summary>
internal static class Rewind
{
    public static void Apply(EngineParts parts, TurnWork work, ResidentInstance instance, DateTime now)
    {
        var history = instance.History;
        var lastFailure = history.FindLastIndex(IsFailure);
        var cut = lastFailure < 0
            ? history.FindLastIndex(e => e.Type == HistoryEventType.ExecutionCompleted)
            : history.FindLastIndex(lastFailure, e => e.Type == HistoryEventType.OrchestratorStarted);
        var failed = history.Skip(cut).Where(IsFailure).Select(e => e.TaskId).ToHashSet();
        var forgotten = history.Skip(cut).Where(e => e.IsAsked).Select(e => e.TaskId).ToHashSet();
        var kept = history.Where((e, index) => index < cut || IsStillSo(e, forgotten)).ToList();

        instance.Clear(work.Commit);
        instance.Append(work.Commit, kept, now);
        instance.State = instance.State with
        {
            Status = OrchestrationRuntimeStatus.Running,
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
