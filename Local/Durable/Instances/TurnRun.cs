using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Turns;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>Has the runner take the new events in, and derives from the orchestrator's actions what to write and do.</summary>
internal sealed class TurnRun(EngineParts parts, TurnWork work, ResidentInstance instance, DateTime now)
{
    private readonly InstanceState before = instance.State;
    private readonly Timestamp at = Timestamp.FromDateTime(now);

    public void Run(List<HistoryEvent> fresh, bool illegalAwait)
    {
        fresh.Insert(0, new HistoryEvent { EventId = -1, OrchestratorStarted = new OrchestratorStartedEvent() });
        fresh.ForEach(e => e.At(at));
        var response = illegalAwait ? Ended(IllegalAwait(instance.History.LastOrDefault())) : Respond(fresh);
        var completion = response.Actions.FirstOrDefault(action => action.CompleteOrchestration is not null)?.CompleteOrchestration;
        List<HistoryEvent> steps =
            [.. response.Actions.Where(action => action.CompleteOrchestration is null).Select(action => HistoryEvents.Of(action, at))];
        if (completion is { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew })
        {
            ContinueAsNew(completion, steps, response.CustomStatus);
        }
        else
        {
            Append(fresh, steps, completion, response.CustomStatus);
            Dispatch(steps);
            if (completion is not null)
            {
                End(completion, fresh);
            }
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

    /// <summary>The start of a sub-orchestration that a step asks for, with the way back.</summary>
    public static HistoryEvent StartOf(InstanceState parent, HistoryEvent step)
    {
        var start = HistoryEvents.Started(step.Name!, step.Input);
        start.ExecutionStarted.ParentInstance = new ParentInstanceInfo
        {
            TaskScheduledId = step.TaskId,
            Name = parent.Name,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = parent.Id, ExecutionId = parent.ExecutionId },
        };
        return start;
    }

    private OrchestratorResponse Respond(List<HistoryEvent> fresh)
    {
        if (instance.History.Count == 0 && fresh.Find(e => e.Type == HistoryEventType.ExecutionTerminated) is { } termination)
        {
            // Terminated before its start: there is nothing to run.
            return Ended(OrchestrationStatus.Terminated, termination.Input);
        }

        if (parts.Tasks.FindOrchestrator(before.Name) is not { } function)
        {
            return Ended(TaskFailures.OrchestratorNotFound(before.Name));
        }

        try
        {
            var (orchestrator, response) = parts.Runner.GoOn(before.Id, fresh) ?? Replay(function, fresh);
            return response.Actions.Count == 0 && orchestrator.AwaitsForeignTask
                ? Ended(IllegalAwait(instance.History.Concat(fresh).LastOrDefault(IsHandedOver)))
                : response;
        }
        catch (Exception broken)
        {
            // Of an async void method, of an event that cannot be read, or a cancellation: a retry would not help.
            return Ended(TaskFailures.From(broken is AggregateException { InnerException: { } one } ? one : broken));
        }
    }

    private static bool IsHandedOver(HistoryEvent e) => e.IsAnswer || e.Type == HistoryEventType.EventRaised;

    private (RunningOrchestrator Orchestrator, OrchestratorResponse Response) Replay(
        Func<Microsoft.DurableTask.TaskOrchestrationContext, Task<object?>> function, List<HistoryEvent> fresh)
    {
        var orchestrator = new RunningOrchestrator(
            function, parts.Options.DataConverter, before.Input, parts.Loggers, ReporterOfIllegalAwaits());
        return (orchestrator, parts.Runner.Run(orchestrator, before.Id, instance.History, fresh));
    }

    private OrchestratorResponse Ended(TaskFailureDetails failure) => Ended(OrchestrationStatus.Failed, failure.ErrorMessage, failure);

    private OrchestratorResponse Ended(OrchestrationStatus status, string? result, TaskFailureDetails? failure = null) => new()
    {
        CustomStatus = before.CustomStatus,
        Actions =
        {
            new OrchestratorAction
            {
                CompleteOrchestration =
                    new CompleteOrchestrationAction { OrchestrationStatus = status, Result = result, FailureDetails = failure },
            },
        },
    };

    private static TaskFailureDetails IllegalAwait(HistoryEvent? after)
    {
        var when = after is null
            ? "before the first answer."
            : $"after {after.Type}{(after.Name is null ? $" of step #{after.TaskId}" : $" '{after.Name}'")}.";
        return TaskFailures.Of(
            "IllegalAwait",
            "The orchestrator awaits a task that is not durable (such as Task.Delay, Task.Run or an HTTP call): it can neither be stored "
                + $"nor replayed. Await only the context's activities, timers, events and sub-orchestrations. It happened {when}");
    }

    // Of no more than it needs: it lives as long as the orchestrator is kept.
    private Action ReporterOfIllegalAwaits()
    {
        var (engine, id, execution) = (parts, before.Id, before.ExecutionId);
        return () => engine.Deliver(id, new Message { Kind = MessageKind.IllegalAwait, ExecutionId = execution });
    }

    private void ContinueAsNew(CompleteOrchestrationAction completion, List<HistoryEvent> steps, string? customStatus)
    {
        work.WakeChanged = true;
        instance.Clear(work.Commit);
        instance.State = before with
        {
            Status = OrchestrationRuntimeStatus.Running,
            Execution = before.Execution + 1,
            Input = completion.Result,
            CustomStatus = customStatus,
            UpdatedAt = now,
            WakeAt = null,
            HasWork = false,
        };
        var start = new Message
        {
            Kind = MessageKind.Continue,
            ExecutionId = instance.State.ExecutionId,
            Event = HistoryEvents.Started(before.Name, input: null),
        };
        // Events that no wait took come as events that the orchestrator sends to itself; they keep their place before later ones.
        var kept = steps.Where(IsSentToItself).Select(step => HistoryEvents.Raised(step.Name!, step.Input));
        GoOnWith([start, .. kept.Concat(completion.CarryoverEvents).Select(Carried)]);
        Dispatch(steps.Where(step => !IsSentToItself(step)));
    }

    private Message Carried(HistoryEvent e) =>
        new() { Kind = MessageKind.Event, ExecutionId = instance.State.ExecutionId, Event = e };

    private bool IsSentToItself(HistoryEvent step) => step.Type == HistoryEventType.EventSent && step.InstanceId == before.Id;

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

    private void Append(
        List<HistoryEvent> fresh, List<HistoryEvent> steps, CompleteOrchestrationAction? completion, string? customStatus)
    {
        var chunk = fresh.Concat(steps).ToList();
        if (completion is { OrchestrationStatus: not OrchestrationStatus.Terminated })
        {
            chunk.Add(HistoryEvents.Of(completion, at));
        }

        instance.Append(work.Commit, chunk, now);
        instance.State = before with
        {
            Status = completion is null ? StatusAfter(fresh) : (OrchestrationRuntimeStatus)completion.OrchestrationStatus,
            UpdatedAt = now,
            Output = Storable(completion?.Result),
            Failure = completion?.FailureDetails,
            CustomStatus = customStatus,
            WakeAt = completion is null ? instance.NextTimerAt - parts.Options.TimerGrain : null,
            HasWork = completion is null && instance.Unanswered(HistoryEventType.TaskScheduled).Any(),
        };
        work.WakeChanged |= instance.State.WakeAt != before.WakeAt;
    }

    private OrchestrationRuntimeStatus StatusAfter(List<HistoryEvent> fresh) =>
        fresh.FindLast(e => e.IsSuspendedOrResumed)?.Type switch
        {
            HistoryEventType.ExecutionSuspended => OrchestrationRuntimeStatus.Suspended,
            HistoryEventType.ExecutionResumed => OrchestrationRuntimeStatus.Running,
            _ => before.Status == OrchestrationRuntimeStatus.Suspended ? before.Status : OrchestrationRuntimeStatus.Running,
        };

    // A PostgreSQL text cannot hold the character 0. JSON escapes it; a message that is not JSON may contain it.
    private static string? Storable(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal)
        ? text.Replace("\0", "", StringComparison.Ordinal)
        : text;

    private void Dispatch(IEnumerable<HistoryEvent> steps)
    {
        foreach (var step in steps)
        {
            switch (step.Type)
            {
                case HistoryEventType.TaskScheduled:
                    work.Activities.Add(parts.ActivityOf(before, step));
                    break;
                case HistoryEventType.SubOrchestrationInstanceCreated:
                    parts.Send(work, step.InstanceId!, new Message { Kind = MessageKind.Start, Event = StartOf(before, step) });
                    break;
                case HistoryEventType.EventSent:
                    parts.Send(
                        work,
                        step.InstanceId!,
                        new Message { Kind = MessageKind.Event, Event = HistoryEvents.Raised(step.Name!, step.Input) });
                    break;
            }
        }
    }

    private void End(CompleteOrchestrationAction completion, List<HistoryEvent> fresh)
    {
        parts.Runner.Forget(before.Id);
        if (fresh.Exists(e => e.Type == HistoryEventType.ExecutionTerminated && e.ExecutionTerminated.Recurse))
        {
            foreach (var child in instance.Unanswered(HistoryEventType.SubOrchestrationInstanceCreated))
            {
                parts.Send(
                    work,
                    child.InstanceId!,
                    new Message { Kind = MessageKind.Event, Event = HistoryEvents.Terminated(completion.Result, recursive: true) });
            }
        }

        if (before.Parent is { } parent)
        {
            parts.Send(work, parent.OrchestrationInstance.InstanceId, Answers.ToParent(parent, completion));
        }
    }
}
