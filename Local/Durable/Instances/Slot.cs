using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.Activities;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Durable.Tasks;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>
/// Holds one instance id in memory: its mailbox, and one turn at a time. A turn takes all waiting messages; the next one
/// begins only when it is committed. An idle slot can be dropped; the next message reads the instance again.
/// </summary>
internal sealed class Slot(EngineParts parts, string id) : IThreadPoolWorkItem, ICommitOwner, ILoadOwner
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private List<Message> mailbox = [];
    private bool active;
    private bool dropped;
    private bool loaded;
    private ResidentInstance? instance;
    private volatile InstanceState? committed;
    private List<Message> taken = [];
    private TurnWork? underWay;

    public string Id => id;

    /// <summary>Whether it is already in the queue of slots to drop; owned by the table.</summary>
    public bool InLine { get; set; }

    /// <summary>Whether it was used since the table last checked it; owned by the table.</summary>
    public bool Used { get; set; } = true;

    /// <summary>The state as of the last commit, or null when it is not in memory.</summary>
    public InstanceState? Committed => committed;

    /// <returns>False when the slot has been dropped: take a new one.</returns>
    public bool TryPut(Message message)
    {
        lock (gate)
        {
            if (dropped)
            {
                return false;
            }

            mailbox.Add(message);
            Used = true;
            if (active)
            {
                return true;
            }

            active = true;
        }

        parts.Idle.Enter();
        Resume();
        return true;
    }

    /// <summary>Drops the slot if it is idle.</summary>
    public bool TryDrop()
    {
        lock (gate)
        {
            if (active || mailbox.Count > 0 || instance?.Deferred.Count > 0)
            {
                return false;
            }

            dropped = true;
            parts.Runner.Forget(id);
            return true;
        }
    }

    public void Execute()
    {
        lock (gate)
        {
            (taken, mailbox) = (mailbox, taken);
        }

        try
        {
            underWay = new TurnBuilder(parts, this, id, instance).Build(taken);
        }
        catch (Exception broken)
        {
            Lose(broken);
            return;
        }

        if (underWay.Commit.IsEmpty)
        {
            OnCommitted(underWay.Commit);
        }
        else
        {
            parts.Writer.Submit(underWay.Commit);
        }
    }

    public void OnCommitted(Commit commit)
    {
        var work = underWay!;
        underWay = null;
        instance = work.Instance;
        if (instance is { State: { Status: OrchestrationRuntimeStatus.Failed } failed } && !WasFailed(failed))
        {
            EngineLog.OrchestrationFailed(
                parts.Logger,
                id,
                failed.Name,
                failed.Failure?.ErrorType ?? "",
                failed.Failure?.ErrorMessage ?? ""
            );
        }
        committed = instance?.State;
        if (work.WakeChanged && instance is not null)
        {
            SetWake(work, instance.State);
        }

        foreach (var (message, delivery) in work.Answers)
        {
            message.Answer(delivery);
        }

        foreach (var activity in work.Activities)
        {
            parts.Activities.Dispatch(activity);
        }

        foreach (var (target, message) in work.Outgoing)
        {
            parts.Deliver(target, message);
        }

        if (instance is not null)
        {
            parts.Waiters.Notify(instance.State);
            if (instance.State.IsFinished)
            {
                instance.Deferred.Clear();
            }

            if (instance.State is { Status: OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated, HasWork: false })
            {
                // A completed or terminated instance is never replayed, so its history can go; a failed one may still be rewound.
                instance.Forget();
            }
        }

        GoOn(work.Rest);
    }

    private bool WasFailed(InstanceState now) => committed is { Status: OrchestrationRuntimeStatus.Failed } before && before.Key == now.Key;

    public void OnCommitFailed(Commit commit, Exception reason) => Lose(reason);

    public void OnLoaded(StoredInstance? stored)
    {
        loaded = true;
        instance = stored is null ? null : new ResidentInstance(stored);
        committed = instance?.State;
        if (instance is { State.HasWork: true })
        {
            foreach (var step in instance.Unanswered(HistoryEventType.TaskScheduled))
            {
                CallUnlessAnswered(parts.ActivityOf(instance.State, step));
            }
        }

        Resume();
    }

    public void OnLoadFailed(Exception reason)
    {
        EngineLog.LoadFailed(parts.Logger, id, reason);
        FailAll(reason);
    }

    // The activity may still run, or its answer be what the instance was read for. An answer is in the mailbox before its call is no
    // longer under way, so they are asked in this order.
    private void CallUnlessAnswered(ScheduledActivity activity)
    {
        if (parts.Activities.IsUnderWay(activity))
        {
            return;
        }

        lock (gate)
        {
            if (mailbox.Exists(message => message.ExecutionId == activity.ExecutionId && message.Event is { IsAnswer: true } answer
                && answer.TaskId == activity.Call.TaskId))
            {
                return;
            }
        }

        parts.Activities.Dispatch(activity);
    }

    private void Resume()
    {
        if (loaded)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            parts.Loader.Request(this);
        }
    }

    private void SetWake(TurnWork work, InstanceState state)
    {
        if (state.IsFinished || state.WakeAt is null || state.WakeAt > parts.Now)
        {
            parts.Wakes.Set(state.Key, id, state.IsFinished ? null : state.WakeAt);
        }
        else
        {
            parts.Wakes.Set(state.Key, id, at: null);
            work.Rest.Add(new Message { Kind = MessageKind.Wake });
        }
    }

    private void GoOn(List<Message> rest)
    {
        taken.Clear();
        bool more;
        lock (gate)
        {
            mailbox.InsertRange(0, rest);
            more = active = mailbox.Count > 0;
        }

        if (more)
        {
            Resume();
        }
        else
        {
            Rest();
        }
    }

    private void Rest()
    {
        parts.Slots.OnIdle(this);
        parts.Idle.Exit();
    }

    // The turn was not stored, so the instance in memory is ahead of the database: the next message reads it again.
    private void Lose(Exception reason)
    {
        EngineLog.TurnLost(parts.Logger, id, reason);
        underWay = null;
        loaded = false;
        taken.InsertRange(0, instance?.Deferred.Except(taken).ToList() ?? []);
        instance = null;
        parts.Runner.Forget(id);
        if (committed is { IsFinished: false } state)
        {
            // The turn may have taken the instance's timer out of the queue, or the answer of an activity, which is called again then.
            parts.Wakes.Set(state.Key, id, parts.Now + RetryDelay);
        }

        FailAll(reason);
    }

    private void FailAll(Exception reason)
    {
        List<Message> refused;
        List<Message> stored;
        lock (gate)
        {
            // What has its row in the inbox waits for the next try.
            var all = taken.Concat(mailbox).ToLookup(message => message.InboxRow != 0);
            refused = [.. all[false]];
            stored = [.. all[true]];
            taken.Clear();
            mailbox = stored;
            active = false;
        }

        if (stored.Count > 0)
        {
            // By a number of its own: there may be no such instance (yet).
            parts.Wakes.Set(stored[0].InboxRow, id, parts.Now + RetryDelay);
        }

        foreach (var message in refused)
        {
            message.Fail(reason);
        }

        Rest();
    }
}
