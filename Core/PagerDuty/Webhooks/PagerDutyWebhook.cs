using System.Text.Json;

namespace OAuthAttest.PagerDuty.Webhooks;

public enum PagerDutyChange
{
    Acknowledged = 1,
    Resolved = 2,

    /// <summary>The acknowledgement ended, by its time-out or by somebody: PagerDuty notifies again.</summary>
    Unacknowledged = 3,

    /// <summary>Somebody opened a resolved incident again.</summary>
    Reopened = 4,
}

/// <summary>A v3 webhook, authenticated but still untrusted input: its content, or why it cannot be read.</summary>
/// <remarks>
/// https://developer.pagerduty.com/docs/webhooks/v3-overview/: one event in each delivery,
/// <c>{"event":{id,event_type,agent,data,…}}</c>.
/// </remarks>
public abstract record PagerDutyWebhook
{
    private const int LongestId = 128;
    private const int DeepestJson = 32;

    /// <summary>The actor when the event names no person: an integration, a rule or a time-out changed the incident.</summary>
    public const string NoPerson = "pagerduty";

    private PagerDutyWebhook()
    {
    }

    /// <param name="EventId">The same for every delivery of this event.</param>
    /// <param name="IncidentId">PagerDuty's id.</param>
    /// <param name="IncidentKey">The dedup key if the event has one; it has none for an incident made of alerts.</param>
    /// <param name="Agent">PagerDuty's id of who did it, or <see cref="NoPerson"/>.</param>
    public sealed record IncidentChanged(string EventId, PagerDutyChange Change, string IncidentId, string? IncidentKey, string Agent)
        : PagerDutyWebhook;

    /// <summary>An event of a kind that is not used here, such as a test (<c>pagey.ping</c>) or a summary.</summary>
    /// <param name="EventType">PagerDuty's name of the kind.</param>
    /// <param name="EventId">Null if it has none that can be read; so are the incident's id and key.</param>
    /// <param name="IncidentId">PagerDuty's id of the incident, if the event is about one.</param>
    /// <param name="IncidentKey">The dedup key, if the event has one.</param>
    public sealed record NotUsed(string EventType, string? EventId, string? IncidentId, string? IncidentKey) : PagerDutyWebhook;

    public sealed record Malformed(string Field, string Problem) : PagerDutyWebhook;

    public static PagerDutyWebhook Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestJson });
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return new Malformed("body", "is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in an escape is legal JSON but cannot be decoded as text.
            return new Malformed("body", "has a text that is not valid Unicode");
        }
    }

    private static PagerDutyWebhook Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new Malformed("body", "must be a JSON object");
        if (!root.TryGetProperty("event", out var @event) || @event.ValueKind != JsonValueKind.Object)
            return new Malformed("event", "must be a JSON object");
        if (Id(@event, "event_type") is not { } type)
            return new Malformed("event.event_type", Expected);
        PagerDutyChange? change = type switch
        {
            "incident.acknowledged" => PagerDutyChange.Acknowledged,
            "incident.resolved" => PagerDutyChange.Resolved,
            "incident.unacknowledged" => PagerDutyChange.Unacknowledged,
            "incident.reopened" => PagerDutyChange.Reopened,
            _ => null,
        };
        if (change is not { } known)
            return Unused(@event, type);
        if (Id(@event, "id") is not { } eventId)
            return new Malformed("event.id", Expected);
        if (!@event.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            return new Malformed("event.data", "must be a JSON object");
        if (Id(data, "id") is not { } incidentId)
            return new Malformed("event.data.id", Expected);
        if (data.TryGetProperty("incident_key", out var key) && key.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return new Malformed("event.data.incident_key", "must be a text or null");
        return AgentOf(@event) is { } agent
            ? new IncidentChanged(eventId, known, incidentId, key.ValueKind == JsonValueKind.String ? key.GetString() : null, agent)
            : new Malformed("event.agent", "must be null or an object with an id");
    }

    // Nothing is demanded of an event that is not used.
    private static NotUsed Unused(JsonElement @event, string type)
    {
        var isAbout = @event.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object;
        return new NotUsed(type, Id(@event, "id"), isAbout ? Id(data, "id") : null, isAbout ? Text(data, "incident_key") : null);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Expected => $"must be a text of 1 to {LongestId} printable characters";

    private static string? AgentOf(JsonElement @event)
    {
        if (!@event.TryGetProperty("agent", out var agent) || agent.ValueKind == JsonValueKind.Null)
            return NoPerson;
        return agent.ValueKind == JsonValueKind.Object ? Id(agent, "id") : null;
    }

    private static string? Id(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= LongestId } text
        && !text.Any(char.IsControl)
            ? text
            : null;
}
