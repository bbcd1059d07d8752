using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>The account's incidents as PagerDuty's JSON.</summary>
internal static class PagerDutyJson
{
    public static JsonObject Incident(SimulatedAlert alert, PagerDutySimulatorOptions options) => new()
    {
        ["id"] = alert.IncidentId,
        ["type"] = "incident",
        ["self"] = $"https://api.pagerduty.com/incidents/{alert.IncidentId}",
        ["html_url"] = alert.Url,
        ["incident_number"] = alert.Number,
        ["status"] = Status(alert),
        ["incident_key"] = options.TellsIncidentKey ? alert.DedupKey : null,
        ["created_at"] = alert.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ["title"] = alert.Summary,
        ["urgency"] = "high",
    };

    public static JsonObject Alert(SimulatedAlert alert) => new()
    {
        ["id"] = $"A{alert.IncidentId}",
        ["type"] = "alert",
        ["summary"] = alert.Summary,
        ["status"] = alert.Status == SimulatedAlertStatus.Resolved ? "resolved" : "triggered",
        ["alert_key"] = alert.DedupKey,
        ["severity"] = alert.Severity,
        ["incident"] = new JsonObject { ["id"] = alert.IncidentId, ["type"] = "incident_reference" },
    };

    public static JsonObject Webhook(
        SimulatedAlert alert,
        string eventId,
        string eventType,
        DateTimeOffset at,
        string? personId,
        PagerDutySimulatorOptions options
    )
    {
        var data = Incident(alert, options);
        data["number"] = alert.Number;
        data.Remove("incident_number");
        return new JsonObject
        {
            ["event"] = new JsonObject
            {
                ["id"] = eventId,
                ["event_type"] = eventType,
                ["resource_type"] = "incident",
                ["occurred_at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
                ["agent"] = personId is null ? null : Person(personId),
                ["client"] = null,
                ["data"] = data,
            },
        };
    }

    private static JsonObject Person(string id) => new()
    {
        ["html_url"] = $"https://simulated.pagerduty.com/users/{id}",
        ["id"] = id,
        ["self"] = $"https://api.pagerduty.com/users/{id}",
        ["summary"] = $"Responder {id}",
        ["type"] = "user_reference",
    };

    private static string Status(SimulatedAlert alert) => alert.Status.ToString().ToLowerInvariant();
}
