using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.PagerDuty;

public enum SimulatedAlertStatus
{
    Triggered = 1,
    Acknowledged = 2,
    Resolved = 3,
}

/// <summary>An alert with the incident that it opened.</summary>
public sealed class SimulatedAlert
{
    public required string RoutingKey { get; init; }

    public required string DedupKey { get; init; }

    /// <summary>PagerDuty's id of the incident.</summary>
    public required string IncidentId { get; init; }

    public required int Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public SimulatedAlertStatus Status { get; set; } = SimulatedAlertStatus.Triggered;

    /// <summary>The triggers that opened it or were appended, oldest first; the whole bodies without the routing key.</summary>
    public IList<JsonObject> Triggers { get; } = [];

    /// <summary>The last person who changed the status; null when only events did.</summary>
    public string? ChangedBy { get; set; }

    public string Summary => (string)Triggers[^1]["payload"]!["summary"]!;

    public string Severity => (string)Triggers[^1]["payload"]!["severity"]!;

    public string Url => $"https://simulated.pagerduty.com/incidents/{IncidentId}";
}
