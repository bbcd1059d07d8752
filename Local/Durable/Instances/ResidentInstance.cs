using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>An instance in memory, as of its last commit. Only the running turn changes it.</summary>
internal sealed class ResidentInstance
{
    private readonly Dictionary<int, HistoryEvent> open = [];

    public ResidentInstance(InstanceState state)
    {
        State = state;
    }

    public ResidentInstance(StoredInstance stored)
    {
        State = stored.State;
        NextChunk = stored.NextChunk;
        Add(stored.History);
    }

    public InstanceState State { get; set; }

    public List<HistoryEvent> History { get; } = [];

    public int NextChunk { get; private set; }

    /// <summary>Messages that wait for a pending instance's start; each has its row in the inbox.</summary>
    public List<Message> Deferred { get; } = [];

    /// <summary>When the next timer is due that has not fired; one that was cancelled counts, as in Durable Functions.</summary>
    public DateTime? NextTimerAt => Unanswered(HistoryEventType.TimerCreated).Min(timer => timer.FireAt);

    public IEnumerable<HistoryEvent> DueTimers(DateTime now) => Unanswered(HistoryEventType.TimerCreated)
        .Where(timer => timer.FireAt <= now)
        .OrderBy(timer => timer.FireAt)
        .ThenBy(timer => timer.TaskId);

    /// <summary>The steps of this kind that have no answer in the history.</summary>
    public IEnumerable<HistoryEvent> Unanswered(HistoryEventType kind) => open.Values.Where(step => step.Type == kind);

    /// <summary>Adds a chunk of events to the history, here and in what is to be committed.</summary>
    public void Append(Commit commit, IReadOnlyList<HistoryEvent> chunk, DateTime now)
    {
        commit.ChunkKey = State.Key;
        commit.ChunkNumber = NextChunk++;
        commit.ChunkAt = now;
        commit.Chunk = HistoryEvents.Encode(chunk);
        Add(chunk);
    }

    /// <summary>Begins an empty history.</summary>
    public void Clear(Commit commit)
    {
        commit.ClearHistory = State.Key;
        NextChunk = 0;
        Forget();
    }

    /// <summary>Lets go of the history, which is not needed in memory any more.</summary>
    public void Forget()
    {
        History.Clear();
        open.Clear();
    }

    private void Add(IReadOnlyList<HistoryEvent> events)
    {
        History.AddRange(events);
        foreach (var e in events)
        {
            if (e.IsAsked)
            {
                open[e.TaskId] = e;
            }
            else if (e.IsAnswer)
            {
                open.Remove(e.TaskId);
            }
        }
    }
}
