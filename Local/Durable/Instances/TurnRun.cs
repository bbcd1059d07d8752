using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Replay;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>Runs the orchestrator over the new events and derives from its outcome what to write and do.</summary>
internal sealed class TurnRun(EngineParts parts, TurnWork work, ResidentInstance instance, DateTime now)
{
    private readonly InstanceState before = instance.State;

    public void Run(List<HistoryEvent> fresh, bool illegalAwait, bool terminateChildren)
    {
        fresh.Insert(0, new HistoryEvent(HistoryEventType.OrchestratorStarted, now));
        var outcome = illegalAwait
            ? Ended(Completion.Failed(TaskFailures.From(Turn.IllegalAwait(instance.History.LastOrDefault()))))
            : Replay(fresh);
        if (outcome.NextExecution is { } next)
        {
            ContinueAsNew(outcome, next);
        }
        else
        {
            Append(fresh, outcome);
            if (outcome.Completion?.Status == OrchestrationRuntimeStatus.Terminated && terminateChildren)
            {
                TerminateChildren(outcome.Completion.Output);
            }
        }

        Dispatch(outcome.Steps);
        if (outcome.Completion is { } completion && before.Parent is { } parent)
        {
            parts.Send(work, parent.InstanceId, Answers.ToParent(parent, completion));
        }

        // The row is updated only for a change that the history does not show. UpdatedAt is the newest chunk's time; HasWork may stay set.
        if (work.Commit.Insert is not null)
        {
            work.Commit.Insert = instance.State;
        }
        else if (
            instance.State with
            {
                UpdatedAt = before.UpdatedAt,
                HasWork = before.HasWork || instance.State.HasWork,
            } != before with { HasWork = before.HasWork }
        )
        {
            work.Commit.Update = instance.State;
        }
    }

    private TurnOutcome Ended(Completion completion) =>
        new()
        {
            Steps = [],
            OpenTimers = [],
            CustomStatus = before.CustomStatus,
            Completion = completion,
        };

    private TurnOutcome Replay(List<HistoryEvent> fresh)
    {
        if (parts.Tasks.FindOrchestrator(before.Name) is not { } orchestrator)
        {
            return Ended(Completion.Failed(TaskFailures.OrchestratorNotFound(before.Name)));
        }

        var parent = before.Parent is { } link ? new ParentOrchestrationInstance(link.Name, link.InstanceId) : null;
        var turn = new Turn(
            new OrchestrationIdentity(before.Name, before.Id, parent),
            orchestrator,
            parts.Options.DataConverter,
            parts.Loggers,
            ReportIllegalAwait
        );
        return turn.Run(instance.History, fresh);
    }

    private void ReportIllegalAwait() =>
        parts.Deliver(before.Id, new Message { Kind = MessageKind.IllegalAwait, Key = before.Key, Execution = before.Execution });

    private void ContinueAsNew(TurnOutcome outcome, ContinueAsNewRequest next)
    {
        work.Commit.ClearHistory = before.Key;
        work.WakeChanged = true;
        instance.History = [];
        instance.NextChunk = 0;
        instance.OpenTimers = [];
        instance.State = before with
        {
            Status = OrchestrationRuntimeStatus.Running,
            Execution = before.Execution + 1,
            Input = next.Input,
            CustomStatus = outcome.CustomStatus,
            UpdatedAt = now,
            WakeAt = null,
            HasWork = false,
        };
        var start = new Message
        {
            Kind = MessageKind.Continue,
            Key = before.Key,
            Execution = before.Execution + 1,
            Event = new HistoryEvent(HistoryEventType.ExecutionStarted, now) { Name = before.Name },
        };
        var kept = outcome.KeptEvents.Select(e =>
            Message.Of(new HistoryEvent(HistoryEventType.EventRaised, now) { Name = e.Name, Input = e.Payload })
        );
        GoOnWith([start, .. kept]);
    }

    // Stored like any message, and put first in the mailbox, before messages that arrived in the meantime.
    private void GoOnWith(Message[] messages)
    {
        foreach (var message in messages)
        {
            message.InboxRow = parts.NextNumber();
            work.Commit.Sent.Add((before.Id, message));
        }

        work.Rest.InsertRange(0, messages);
    }

    private void Append(List<HistoryEvent> fresh, TurnOutcome outcome)
    {
        var chunk = fresh;
        chunk.AddRange(outcome.Steps);
        if (outcome.Completion is { Status: not OrchestrationRuntimeStatus.Terminated } completion)
        {
            chunk.Add(
                new HistoryEvent(HistoryEventType.ExecutionCompleted, now)
                {
                    Status = completion.Status,
                    Result = completion.Output,
                    Failure = completion.Failure,
                }
            );
        }

        instance.Append(work.Commit, chunk, now);
        instance.OpenTimers = outcome.OpenTimers;
        instance.State = After(outcome);
        work.WakeChanged |= instance.State.WakeAt != before.WakeAt;
    }

    private InstanceState After(TurnOutcome outcome) =>
        before with
        {
            Status = outcome.Completion?.Status
                ?? (outcome.Suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running),
            UpdatedAt = now,
            Output = Storable(outcome.Completion?.Output),
            Failure = outcome.Completion?.Failure,
            CustomStatus = outcome.CustomStatus,
            WakeAt = outcome.OpenTimers.Count > 0 ? outcome.OpenTimers.Min(timer => timer.FireAt) - parts.Options.TimerGrain : null,
            HasWork = outcome.AwaitsActivity,
        };

    // A PostgreSQL text cannot hold the character 0. JSON escapes it; a message that is not JSON may contain it.
    private static string? Storable(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal)
        ? text.Replace("\0", "", StringComparison.Ordinal)
        : text;

    private void Dispatch(IReadOnlyList<HistoryEvent> steps)
    {
        foreach (var step in steps)
        {
            switch (step.Type)
            {
                case HistoryEventType.TaskScheduled:
                    work.Activities.Add(parts.ActivityOf(before, step));
                    break;
                case HistoryEventType.SubOrchestrationInstanceCreated:
                    parts.Send(work, step.InstanceId!, new Message
                    {
                        Kind = MessageKind.Start,
                        Event = new HistoryEvent(HistoryEventType.ExecutionStarted, now) { Name = step.Name, Input = step.Input },
                        Parent = new ParentLink(before.Name, before.Id, before.Key, before.Execution, step.TaskId),
                    });
                    break;
                case HistoryEventType.EventSent:
                    parts.Send(
                        work,
                        step.InstanceId!,
                        Message.Of(new HistoryEvent(HistoryEventType.EventRaised, now) { Name = step.Name, Input = step.Input })
                    );
                    break;
            }
        }
    }

    private void TerminateChildren(string? reason)
    {
        foreach (var child in instance.Unanswered(HistoryEventType.SubOrchestrationInstanceCreated))
        {
            parts.Send(work, child.InstanceId!, new Message
            {
                Kind = MessageKind.Event,
                Event = new HistoryEvent(HistoryEventType.ExecutionTerminated, now) { Input = reason },
                Recursive = true,
            });
        }
    }
}
