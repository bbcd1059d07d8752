using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>A log that shows a record only some time after the event, as the real logs do.</summary>
internal sealed class LateLog(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<(DateTimeOffset At, DateTimeOffset VisibleAt, JsonObject Record)> records = [];

    public void Add(DateTimeOffset at, DateTimeOffset visibleAt, JsonObject record)
    {
        lock (gate)
            records.Add((at, visibleAt, record));
    }

    /// <summary>The records of the span, both ends included, that the log shows by now; oldest first.</summary>
    public IReadOnlyList<JsonObject> Read(DateTimeOffset from, DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            return
            [
                .. records
                    .Where(entry => entry.At >= from && entry.At <= until && entry.VisibleAt <= now)
                    .OrderBy(entry => entry.At)
                    .Select(entry => entry.Record),
            ];
        }
    }
}
