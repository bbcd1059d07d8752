using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;

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
        var failed = instance
            .History.Skip(lastTurn)
            .Where(e => e.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed)
            .Select(e => e.TaskId)
            .ToHashSet();
        var kept = instance.History.Where((e, index) => index < lastTurn || !IsOutcome(e)).ToList();

        instance.History = kept;
        instance.NextChunk = 1;
        instance.OpenTimers = null;
        instance.State = instance.State with
        {
            Status = OrchestrationRuntimeStatus.Running,
            UpdatedAt = now,
            Output = null,
            Failure = null,
            HasWork = true,
        };
        work.Commit.ClearHistory = instance.State.Key;
        work.Commit.ChunkKey = instance.State.Key;
        work.Commit.ChunkNumber = 0;
        work.Commit.ChunkAt = now;
        work.Commit.Chunk = HistoryCodec.Encode(kept);
        work.Commit.Update = instance.State;
        Redo(parts, work, instance, failed, now);
    }

    private static bool IsOutcome(HistoryEvent e) => e.Type
        is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed or HistoryEventType.ExecutionCompleted;

    private static void Redo(EngineParts parts, TurnWork work, ResidentInstance instance, HashSet<int> failed, DateTime now)
    {
        foreach (var step in instance.History.Where(e => failed.Contains(e.TaskId)).ToList())
        {
            if (step.Type == HistoryEventType.TaskScheduled)
            {
                work.Activities.Add(parts.ActivityOf(instance.State, step));
            }
            else if (step.Type == HistoryEventType.SubOrchestrationInstanceCreated)
            {
                parts.Send(
                    work,
                    step.InstanceId!,
                    new Message
                    {
                        Kind = MessageKind.Rewind,
                        Event = new HistoryEvent(HistoryEventType.ExecutionStarted, now) { Name = step.Name, Input = step.Input },
                        Parent = new ParentLink(
                            instance.State.Name,
                            instance.State.Id,
                            instance.State.Key,
                            instance.State.Execution,
                            step.TaskId
                        ),
                    }
                );
            }
        }
    }
}
