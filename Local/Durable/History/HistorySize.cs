using Microsoft.DurableTask.Protobuf;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Local.Durable.History;

/// <summary>
/// The length of a history, counted as Durable Functions counts. An event is what an orchestration did or what happened to it: a step, its
/// outcome, a timer, an event, its own start and end. The host keeps two more rows for each turn, OrchestratorStarted and
/// OrchestratorCompleted; this engine writes only the first. The management API shows fewer: a step and its outcome as one entry.
/// </summary>
/// <param name="Events">Without the two rows of each turn.</param>
/// <param name="Turns">How often the orchestrator ran.</param>
/// <param name="Timers">Timers that were created.</param>
internal sealed record HistorySize(int Events, int Turns, int Timers)
{
    /// <summary>The rows of the host's history table.</summary>
    public int Rows => Events + (2 * Turns);

    public static HistorySize Of(IReadOnlyList<HistoryEvent> history)
    {
        var turns = history.Count(one => one.Type == HistoryEventType.OrchestratorStarted);
        return new HistorySize(history.Count - turns, turns, history.Count(one => one.Type == HistoryEventType.TimerCreated));
    }
}
