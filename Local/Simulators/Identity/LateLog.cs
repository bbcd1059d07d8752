using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>A log in which a record can be seen only some time after what it tells of, as in the real ones.</summary>
internal sealed class LateLog(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<(DateTimeOffset At, DateTimeOffset VisibleAt, JsonObject Record)> records = [];

    public void Add(DateTimeOffset at, DateTimeOffset visibleAt, JsonObject record)
    {
        lock (gate)
            records.Add((at, visibleAt, record));
    }

    /// <summary>What happened in the span, both ends included, and can be seen by now; oldest first.</summary>
    public IReadOnlyList<JsonObject> Read(DateTimeOffset from, DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return [.. records.Where(entry => entry.At >= from && entry.At <= until && entry.VisibleAt <= now).OrderBy(entry => entry.At).Select(entry => entry.Record)];
    }
}
