using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>
/// Rewinds a failed instance to before the failures of its last turn: the failed activities and sub-orchestrations of that turn
/// are called again, everything else stays as it was.
/// </summary>
internal static class Rewind
{
    public static void Apply(EngineParts parts, TurnWork work, ResidentInstance instance, DateTime now)
    {
        var lastTurn = instance.History.FindLastIndex(e => e.Type == HistoryEventType.OrchestratorStarted);
        var failed = instance.History.Skip(lastTurn).Where(IsFailure).Select(e => e.TaskId).ToHashSet();
        var kept = instance.History.Where((e, index) => index < lastTurn || !IsOutcome(e)).ToList();

        instance.Clear(work.Commit);
        instance.Append(work.Commit, kept, now);
        instance.State = instance.State with
        {
            Status = OrchestrationRuntimeStatus.Running,
            UpdatedAt = now,
            Output = null,
            Failure = null,
            HasWork = true,
        };
        work.Commit.Update = instance.State;
        foreach (var step in kept.Where(e => e.IsAsked && failed.Contains(e.TaskId)))
        {
            Redo(parts, work, instance.State, step);
        }
    }

    private static bool IsFailure(HistoryEvent e) => e.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed;

    private static bool IsOutcome(HistoryEvent e) => IsFailure(e) || e.Type == HistoryEventType.ExecutionCompleted;

    private static void Redo(EngineParts parts, TurnWork work, InstanceState state, HistoryEvent step)
    {
        if (step.Type == HistoryEventType.TaskScheduled)
        {
            work.Activities.Add(parts.ActivityOf(state, step));
        }
        else if (step.Type == HistoryEventType.SubOrchestrationInstanceCreated)
        {
            parts.Send(work, step.InstanceId!, new Message { Kind = MessageKind.Rewind, Event = TurnRun.StartOf(state, step) });
        }
    }
}
