using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>The alerts of the account.</summary>
internal sealed class PagerDutyState(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<SimulatedAlert> alerts = [];

    public IReadOnlyList<SimulatedAlert> Alerts
    {
        get
        {
            lock (gate)
                return [.. alerts];
        }
    }

    /// <summary>A trigger opens an alert or is appended to the open one; the other actions change the open one, if any.</summary>
    public void Apply(JsonElement body)
    {
        var (key, routing) = (body.GetProperty("dedup_key").GetString()!, body.GetProperty("routing_key").GetString()!);
        lock (gate)
        {
            var open = alerts.Find(alert =>
                alert.DedupKey == key && alert.RoutingKey == routing && alert.Status != SimulatedAlertStatus.Resolved
            );
            switch (body.GetProperty("event_action").GetString())
            {
                case "trigger":
                    if (open is null)
                        alerts.Add(open = Open(key, routing));
                    var told = JsonNode.Parse(body.GetRawText())!.AsObject();
                    told.Remove("routing_key");
                    open.Triggers.Add(told);
                    break;
                case "acknowledge" when open is not null: open.Status = SimulatedAlertStatus.Acknowledged; break;
                case "resolve" when open is not null: open.Status = SimulatedAlertStatus.Resolved; break;
            }
        }
    }

    /// <summary>A person changes the alert's status; false when it cannot go there.</summary>
    public bool Change(SimulatedAlert alert, SimulatedAlertStatus status, string? by)
    {
        lock (gate)
        {
            if (!IsLegal(alert.Status, status))
                return false;
            (alert.Status, alert.ChangedBy) = (status, by);
            return true;
        }
    }

    // Triggered: an acknowledgement ended, or a resolved incident was reopened.
    private static bool IsLegal(SimulatedAlertStatus from, SimulatedAlertStatus to) =>
        to == SimulatedAlertStatus.Triggered ? from != to : from != SimulatedAlertStatus.Resolved;

    private SimulatedAlert Open(string key, string routing) => new()
    {
        DedupKey = key,
        RoutingKey = routing,
        IncidentId = $"Q0SIM{alerts.Count + 1:D6}",
        Number = alerts.Count + 1,
        CreatedAt = clock.GetUtcNow(),
    };
}
