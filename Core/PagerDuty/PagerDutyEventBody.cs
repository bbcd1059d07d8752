using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Outside;

namespace OAuthAttest.PagerDuty;

/// <summary>Writes an event as the Events API v2 expects it, within its size limit.</summary>
/// <remarks>https://developer.pagerduty.com/docs/send-alert-event: summary at most 1,024 characters, the event at most 512 KB.</remarks>
internal static class PagerDutyEventBody
{
    public const int MaxDedupKey = 255;
    public const int MaxSummary = 1024;
    public const int MaxBytes = 512 * 1024;
    private const int MaxField = 1024;
    private const string Client = "OAuthAttest";

    private static readonly Dictionary<string, object?> Omitted = new(StringComparer.Ordinal)
    {
        ["omitted"] = "The details were too large for one event.",
    };

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="ArgumentException">The event violates its own contract, which is an error in our code.</exception>
    public static byte[] Write(PagerDutyEvent @event, string routingKey)
    {
        if (@event.DedupKey.Length is 0 or > MaxDedupKey)
            throw new ArgumentException($"A dedup key has 1 to {MaxDedupKey} characters.", nameof(@event));
        var isTrigger = @event.Action == PagerDutyAction.Trigger;
        if (isTrigger != @event.Payload is not null)
            throw new ArgumentException("A trigger has a payload, and nothing else has.", nameof(@event));
        if (!isTrigger)
            return JsonSerializer.SerializeToUtf8Bytes(Wire(@event, routingKey), Json);

        var whole = Wire(@event, routingKey) with
        {
            Client = Client,
            ClientUrl = @event.ClientUrl?.AbsoluteUri,
            Links = Links(@event.Links),
            Payload = Payload(@event.Payload!),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(whole, Json);
        if (body.Length <= MaxBytes)
            return body;
        // The event is too large: send the page without its details rather than not at all.
        whole = whole with { Payload = whole.Payload! with { CustomDetails = Omitted } };
        body = JsonSerializer.SerializeToUtf8Bytes(whole, Json);
        return body.Length <= MaxBytes ? body : JsonSerializer.SerializeToUtf8Bytes(whole with { Links = null }, Json);
    }

    private static WireEvent Wire(PagerDutyEvent @event, string routingKey) => new(routingKey, Name(@event.Action), @event.DedupKey);

    private static WirePayload Payload(PagerDutyPayload payload) => new(
        WireText.Cut(payload.Summary, MaxSummary), WireText.Cut(payload.Source, MaxField), Name(payload.Severity),
        payload.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        Cut(payload.Component), Cut(payload.Group), Cut(payload.Class), payload.Details.Count == 0 ? null : payload.Details);

    private static List<WireLink>? Links(IReadOnlyList<PagerDutyLink> links) =>
        links.Count == 0 ? null : [.. links.Select(link => new WireLink(link.Href.AbsoluteUri, WireText.Cut(link.Text, MaxField)))];

    private static string? Cut(string? text) => text is null ? null : WireText.Cut(text, MaxField);

    private static string Name<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value.ToString().ToLowerInvariant() : throw new ArgumentOutOfRangeException(nameof(value), value, null);

    private sealed record WireEvent(
        [property: JsonPropertyName("routing_key")] string RoutingKey,
        [property: JsonPropertyName("event_action")] string EventAction,
        [property: JsonPropertyName("dedup_key")] string DedupKey)
    {
        [JsonPropertyName("client")]
        public string? Client { get; init; }

        [JsonPropertyName("client_url")]
        public string? ClientUrl { get; init; }

        [JsonPropertyName("links")]
        public IReadOnlyList<WireLink>? Links { get; init; }

        [JsonPropertyName("payload")]
        public WirePayload? Payload { get; init; }
    }

    private sealed record WirePayload(
        [property: JsonPropertyName("summary")] string Summary,
        [property: JsonPropertyName("source")] string Source,
        [property: JsonPropertyName("severity")] string Severity,
        [property: JsonPropertyName("timestamp")] string Timestamp,
        [property: JsonPropertyName("component")] string? Component,
        [property: JsonPropertyName("group")] string? Group,
        [property: JsonPropertyName("class")] string? Class,
        [property: JsonPropertyName("custom_details")] IReadOnlyDictionary<string, object?>? CustomDetails);

    private sealed record WireLink([property: JsonPropertyName("href")] string Href, [property: JsonPropertyName("text")] string Text);
}
