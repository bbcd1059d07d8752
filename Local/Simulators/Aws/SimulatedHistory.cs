using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>The records of every account and Region, each of which shows some time after its call.</summary>
internal sealed class SimulatedHistory(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly Lock gate = new();
    private readonly List<SimulatedRecord> records = [];

    public void Add(string account, string region, string json, DateTimeOffset? visibleAt)
    {
        using var document = JsonDocument.Parse(json);
        var record = document.RootElement;
        var at = record.GetProperty("eventTime").GetDateTimeOffset();
        lock (gate)
        {
            records.Add(new SimulatedRecord(
                account,
                region,
                record.GetProperty("eventID").GetString()!,
                record.GetProperty("eventName").GetString()!,
                record.GetProperty("eventSource").GetString()!,
                at,
                visibleAt ?? at,
                json
            ));
        }
    }

    /// <summary>What is shown by now, newest first.</summary>
    public IReadOnlyList<SimulatedRecord> Find(
        string account, string region, Func<SimulatedRecord, bool> matches, DateTimeOffset from, DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            return
            [
                .. records.Where(each => each.Account == account && each.Region == region && matches(each)
                        && each.At >= from && each.At <= until && each.At >= now - Kept && each.VisibleAt <= now)
                    .OrderByDescending(each => each.At),
            ];
        }
    }
}

internal sealed record SimulatedRecord(
    string Account, string Region, string Id, string Name, string Source, DateTimeOffset At, DateTimeOffset VisibleAt, string Json);
