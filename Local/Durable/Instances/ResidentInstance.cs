using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>An instance in memory, as of its last commit. Only the running turn changes it.</summary>
internal sealed class ResidentInstance
{
    public ResidentInstance(InstanceState state)
    {
        State = state;
        History = [];
    }

    public ResidentInstance(StoredInstance stored)
    {
        State = stored.State;
        History = stored.History;
        NextChunk = stored.NextChunk;
    }

    public InstanceState State { get; set; }

    public List<HistoryEvent> History { get; set; }

    public int NextChunk { get; set; }

    /// <summary>Messages that wait for a pending instance's start; each has its row in the inbox.</summary>
    public List<Message> Deferred { get; } = [];

    /// <summary>The timers that still wait, without the cancelled ones; null when not computed since the last load.</summary>
    public IReadOnlyList<HistoryEvent>? OpenTimers { get; set; }

    public IEnumerable<HistoryEvent> DueTimers(DateTime now) =>
        (OpenTimers ?? Unanswered(HistoryEventType.TimerCreated))
            .Where(timer => timer.FireAt <= now)
            .OrderBy(timer => timer.FireAt)
            .ThenBy(timer => timer.TaskId);

    /// <summary>Adds a chunk of events to the history, here and in what is to be committed.</summary>
    public void Append(Commit commit, List<HistoryEvent> chunk, DateTime now)
    {
        commit.ChunkKey = State.Key;
        commit.ChunkNumber = NextChunk++;
        commit.ChunkAt = now;
        commit.Chunk = HistoryCodec.Encode(chunk);
        History.AddRange(chunk);
    }

    /// <summary>The steps of this kind that have no answer in the history.</summary>
    public List<HistoryEvent> Unanswered(HistoryEventType kind)
    {
        var open = new Dictionary<int, HistoryEvent>();
        foreach (var e in History)
        {
            if (e.Type == kind)
            {
                open[e.TaskId] = e;
            }
            else if (e.TaskId >= 0 && e.Type is HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed or HistoryEventType.TimerFired
                or HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.SubOrchestrationInstanceFailed)
            {
                open.Remove(e.TaskId);
            }
        }

        return [.. open.Values];
    }
}
