using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>Decides which of an instance's waiting messages become events of its next turn, and which are refused.</summary>
internal sealed class TurnBuilder(EngineParts parts, ICommitOwner owner, string id, ResidentInstance? instance)
{
    private readonly TurnWork work = new(new Commit { Owner = owner });
    private readonly List<HistoryEvent> fresh = [];
    private readonly DateTime now = parts.Now;
    private ResidentInstance? current = instance;
    private bool illegalAwait;
    private bool terminating;

    public TurnWork Build(List<Message> messages)
    {
        // In the list itself: what a lost turn had taken is tried again.
        messages.InsertRange(0, StartIfDue());
        for (var i = 0; i < messages.Count; i++)
        {
            if ((i > 0 && StandsAlone(messages[i].Kind)) || (fresh.Count > 0 && IsSuspension(messages[i])))
            {
                work.Rest.AddRange(messages.Skip(i));
                break;
            }

            Take(messages[i]);
            if (messages[i].Kind is MessageKind.Purge or MessageKind.Rewind)
            {
                work.Rest.AddRange(messages.Skip(i + 1));
                break;
            }
        }

        if (current is not null && (fresh.Count > 0 || illegalAwait))
        {
            new TurnRun(parts, work, current, now).Run(fresh, illegalAwait);
        }

        work.Instance = current;
        return work;
    }

    // What the orchestrator asks for in a turn that is suspended later is held back, and lost if it also ends in that turn.
    private static bool IsSuspension(Message message) => message.Event?.Type == HistoryEventType.ExecutionSuspended;

    private static bool StandsAlone(MessageKind kind) =>
        kind is MessageKind.Start or MessageKind.Continue or MessageKind.Purge or MessageKind.Rewind;

    private void Take(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Start:
                Start(message);
                break;
            case MessageKind.Continue:
                work.Accept(message);
                break;
            case MessageKind.Event:
                TakeEvent(message);
                break;
            case MessageKind.Wake:
                FireDueTimers();
                break;
            case MessageKind.Recover:
                break;
            case MessageKind.IllegalAwait:
                illegalAwait |= IsFor(message) && current is { State.IsFinished: false };
                break;
            case MessageKind.Purge:
                Purge(message);
                break;
            case MessageKind.Rewind:
                Rewind(message);
                break;
            default:
                throw new InvalidOperationException($"Unknown message {message.Kind}.");
        }
    }

    private void Start(Message message)
    {
        if (current is { } existing && !StartRules.MayReplace(existing.State, message.Terms))
        {
            Refuse(message, existing.State);
            return;
        }

        if (current is { } replaced)
        {
            Replace(replaced);
        }

        work.WakeChanged = true;
        var startAt = message.Terms?.StartAt is { } at && at > now ? at : (DateTime?)null;
        current = new ResidentInstance(new InstanceState
        {
            Key = parts.NextNumber(),
            Id = id,
            Name = message.Event!.Name!,
            Status = startAt is null ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending,
            CreatedAt = now,
            UpdatedAt = now,
            Input = message.Event!.Input,
            Parent = message.Parent,
            Tags = message.Terms?.Tags,
            WakeAt = startAt,
        });
        work.Commit.Insert = current.State;
        work.Accept(message);
        if (startAt is null)
        {
            fresh.Add(Begin(current.State));
        }
    }

    private void Replace(ResidentInstance replaced)
    {
        work.Commit.Remove = replaced.State.Key;
        fresh.Clear();
        parts.Runner.Forget(id);
        DropDeferred(replaced);
        parts.Wakes.Set(replaced.State.Key, id, at: null);
        if (replaced.State is { IsFinished: false, Parent: { } parent })
        {
            Fail(parent, TaskFailures.Of("Replaced", $"The sub-orchestration '{id}' was replaced by a new instance."));
        }
    }

    private void Refuse(Message message, InstanceState existing)
    {
        var reason = new InstanceAlreadyExistsException(id, existing.Status);
        message.Fail(reason);
        if (message.InboxRow != 0)
        {
            work.Commit.Received.Add(message.InboxRow);
        }

        if (message.Parent is { } parent)
        {
            Fail(parent, TaskFailures.From(reason));
        }
    }

    private void Fail(ParentInstanceInfo parent, TaskFailureDetails failure) => parts.Send(
        work,
        parent.OrchestrationInstance.InstanceId,
        Answers.ToParent(
            parent, new CompleteOrchestrationAction { OrchestrationStatus = OrchestrationStatus.Failed, FailureDetails = failure }));

    private static HistoryEvent Begin(InstanceState state)
    {
        var start = HistoryEvents.Started(state.Name, state.Input);
        start.ExecutionStarted.OrchestrationInstance = new OrchestrationInstance { InstanceId = state.Id, ExecutionId = state.ExecutionId };
        start.ExecutionStarted.ParentInstance = state.Parent;
        foreach (var (key, value) in state.Tags ?? new Dictionary<string, string>())
        {
            start.ExecutionStarted.Tags[key] = value;
        }

        return start;
    }

    private void TakeEvent(Message message)
    {
        if (current is null)
        {
            work.Settle(message, Delivery.UnknownInstance);
        }
        else if (current.State.IsFinished || terminating)
        {
            work.Settle(message, Delivery.FinishedInstance);
        }
        else if (!IsFor(message))
        {
            work.Accept(message);
        }
        else if (
            current.State.Status == OrchestrationRuntimeStatus.Pending
            && fresh.Count == 0
            && message.Event!.Type != HistoryEventType.ExecutionTerminated
        )
        {
            Defer(message);
        }
        else
        {
            terminating = message.Event!.Type == HistoryEventType.ExecutionTerminated;
            if (terminating)
            {
                DropDeferred(current);
            }

            fresh.Add(message.Event!);
            work.Accept(message);
        }
    }

    private bool IsFor(Message message) => message.ExecutionId is null || message.ExecutionId == current?.State.ExecutionId;

    // A message that arrives before a delayed start is stored until the start.
    private void Defer(Message message)
    {
        message.InboxRow = message.InboxRow == 0 ? parts.NextNumber() : message.InboxRow;
        work.Commit.Sent.Add((id, message));
        current!.Deferred.Add(message);
        if (message.Done is not null)
        {
            work.Answers.Add((message, Delivery.Accepted));
        }
    }

    private void DropDeferred(ResidentInstance pending) =>
        work.Commit.Received.AddRange(pending.Deferred.Select(message => message.InboxRow));

    /// <returns>The messages that waited for the start.</returns>
    private List<Message> StartIfDue()
    {
        // Pending until now, or continued as new: whatever comes first begins it.
        if (current is not { State.IsFinished: false, History.Count: 0 } || current.State.WakeAt > now)
        {
            return [];
        }

        fresh.Add(Begin(current.State));
        List<Message> deferred = [.. current.Deferred];
        current.Deferred.Clear();
        return deferred;
    }

    private void FireDueTimers()
    {
        if (current is not { State.IsFinished: false })
        {
            return;
        }

        // The due time was taken out of the queue: even if nothing fires now, the next due time must be put in.
        work.WakeChanged = true;
        if (current.State.Status == OrchestrationRuntimeStatus.Pending)
        {
            return;
        }

        // Exactly: the database keeps microseconds, and a wake-up that is early by less would follow the other without end.
        current.State = current.State with { WakeAt = current.NextTimerAt - parts.Options.TimerGrain };
        foreach (
            var timer in current
                .DueTimers(now + parts.Options.TimerGrain)
                .Where(timer => !fresh.Exists(e => e.Type == HistoryEventType.TimerFired && e.TaskId == timer.TaskId))
        )
        {
            fresh.Add(new HistoryEvent
            {
                EventId = -1,
                TimerFired = new TimerFiredEvent { TimerId = timer.TaskId, FireAt = timer.TimerCreated.FireAt },
            });
        }
    }

    private void Purge(Message message)
    {
        if (current is null)
        {
            work.Settle(message, Delivery.UnknownInstance);
        }
        else if (current.State.IsFinished)
        {
            work.Commit.Remove = current.State.Key;
            current = null;
            work.Accept(message);
        }
        else
        {
            work.Settle(message, Delivery.FinishedInstance);
        }
    }

    private void Rewind(Message message)
    {
        if (current is { State.Status: OrchestrationRuntimeStatus.Failed } failed
            && (message.Parent is null || message.Parent.Equals(failed.State.Parent)))
        {
            Instances.Rewind.Apply(parts, work, failed, now);
            work.Accept(message);
        }
        else if (message.Parent is not null)
        {
            // A parent that is rewound needs an answer: a child that cannot be rewound, or is another's by now, starts anew.
            Start(message);
        }
        else
        {
            work.Settle(message, current is null ? Delivery.UnknownInstance : Delivery.FinishedInstance);
        }
    }
}
