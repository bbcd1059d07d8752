using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OAuthAttest.Outside;

namespace OAuthAttest.Datadog;

/// <summary>
/// Writes events and points as Datadog's intake expects them. Long texts are cut, and a time that is too old is moved into the accepted
/// window.
/// </summary>
/// <remarks>
/// Limits: https://docs.datadoghq.com/api/latest/events/#post-an-event, https://docs.datadoghq.com/api/latest/metrics/#submit-metrics.
/// </remarks>
internal static class DatadogBodies
{
    public const int MaxTitle = 500;
    public const int MaxMessage = 4000;
    public const int MaxAggregationKey = 100;
    public const int MaxTags = 100;
    public const int MaxTag = 200;
    public const int MaxProperties = 100;
    public const int MaxDepth = 10;
    public const int MaxLinks = 20;
    public const int MaxUrl = 2048;
    public const int MaxMetricName = 200;
    public const int MaxSeriesBytes = 512_000;

    private static readonly TimeSpan OldestEvent = TimeSpan.FromHours(18);
    private static readonly TimeSpan OldestPoint = TimeSpan.FromHours(1);
    private static readonly TimeSpan NewestPoint = TimeSpan.FromMinutes(10);
    // Our clock and Datadog's may differ, and the call takes time.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Event(DatadogEvent given, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(given.Title) || given.Priority is < 1 or > 5)
            throw new ArgumentException("An event has a title, and a priority from 1 to 5.", nameof(given));
        var attributes = new JsonObject { ["title"] = WireText.Cut(given.Title, MaxTitle), ["category"] = "alert" };
        if (given.Message.Length > 0)
            attributes["message"] = WireText.Cut(given.Message, MaxMessage);
        if (given.AggregationKey.Length > 0)
            attributes["aggregation_key"] = WireText.Key(given.AggregationKey, MaxAggregationKey);
        if (given.Tags.Count > 0)
            attributes["tags"] = Tags(given.Tags);
        var alert = new JsonObject
        {
            ["status"] = Status(given.Status),
            ["priority"] = given.Priority.ToString(CultureInfo.InvariantCulture),
        };
        var custom = Custom(given.Custom);
        // An event that is too old for the intake is sent without its timestamp; a property has the original time.
        if (given.Timestamp >= now - OldestEvent + Margin)
            attributes["timestamp"] = Instant(given.Timestamp);
        else
            custom["occurred_at"] = Instant(given.Timestamp);
        if (Links(given.Links) is { Count: > 0 } links)
            alert["links"] = links;
        if (custom.Count > 0)
            alert["custom"] = custom;
        attributes["attributes"] = alert;
        return Bytes(new JsonObject { ["data"] = new JsonObject { ["type"] = "event", ["attributes"] = attributes } });
    }

    public static byte[] Series(IReadOnlyList<DatadogPoint> points, DateTimeOffset now)
    {
        var body = Bytes(new JsonObject { ["series"] = new JsonArray([.. points.Select(point => Metric(point, now))]) });
        return body.Length <= MaxSeriesBytes ? body : throw new ArgumentException("So many points do not fit one call.", nameof(points));
    }

    private static JsonObject Metric(DatadogPoint point, DateTimeOffset now)
    {
        if (!IsMetricName(point.Metric) || !double.IsFinite(point.Value) || !Enum.IsDefined(point.Type))
        {
            throw new ArgumentException(
                "A point has a metric's name (letters, digits, dots and underscores), a type and a finite value.",
                nameof(point)
            );
        }
        var series = new JsonObject { ["metric"] = point.Metric, ["type"] = (int)point.Type };
        if (point.Type == DatadogMetricType.Count)
            series["interval"] = 1;
        series["points"] = new JsonArray(
            new JsonObject { ["timestamp"] = InWindow(point.At, now).ToUnixTimeSeconds(), ["value"] = point.Value }
        );
        if (point.Tags.Count > 0)
            series["tags"] = Tags(point.Tags);
        if (point.Unit is { } unit)
            series["unit"] = unit;
        return series;
    }

    // Datadog accepts a point outside this window with 202 and drops it. A count at a time that is an hour late is better than none.
    private static DateTimeOffset InWindow(DateTimeOffset at, DateTimeOffset now)
    {
        var (oldest, newest) = (now - OldestPoint + Margin, now + NewestPoint - Margin);
        return at < oldest ? oldest : at > newest ? newest : at;
    }

    private static bool IsMetricName(string name) =>
        name.Length is > 0 and <= MaxMetricName
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');

    private static JsonArray Tags(IReadOnlyList<string> tags) => [.. tags.Take(MaxTags).Select(tag => (JsonNode)WireText.Cut(tag, MaxTag))];

    private static JsonArray Links(IReadOnlyList<Uri> links) =>
        [
            .. links
                .Where(link => link.AbsoluteUri.Length <= MaxUrl)
                .Take(MaxLinks)
                .Select(link => (JsonNode)new JsonObject { ["category"] = "resource", ["url"] = link.AbsoluteUri }),
        ];

    private static JsonObject Custom(IReadOnlyDictionary<string, object?> custom)
    {
        var whole = new JsonObject();
        // One place is reserved for the original time of an old event.
        foreach (var (name, value) in custom.Take(MaxProperties - 1))
            whole[name] = Shallow(JsonSerializer.SerializeToNode(value, Json), MaxDepth - 1);
        return whole;
    }

    private static JsonNode? Shallow(JsonNode? node, int levels) =>
        node switch
        {
            JsonObject or JsonArray when levels == 0 => "…",
            JsonObject map => new JsonObject(
                map.Take(MaxProperties).Select(member => KeyValuePair.Create(member.Key, Shallow(member.Value, levels - 1)))
            ),
            JsonArray list => new JsonArray([.. list.Select(member => Shallow(member, levels - 1))]),
            _ => node?.DeepClone(),
        };

    private static string Status(DatadogEventStatus status) =>
        Enum.IsDefined(status) ? status.ToString().ToLowerInvariant() : throw new ArgumentOutOfRangeException(nameof(status), status, null);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);
}
