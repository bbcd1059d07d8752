using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>The schemas of events v2 and metrics v2, unknown fields refused.</summary>
/// <remarks>
/// https://docs.datadoghq.com/api/latest/events/#post-an-event,
/// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
/// </remarks>
internal static class DatadogRules
{
    private static readonly TimeSpan OldestEvent = TimeSpan.FromHours(18);

    public static IReadOnlyList<string> CheckEvent(JsonElement body, DateTimeOffset now)
    {
        var rules = new JsonRules();
        if (body.ValueKind != JsonValueKind.Object || rules.Object(body, "data", "", required: true) is not { } data)
        {
            rules.Fail("", "must be an object with data");
            return rules.Errors;
        }
        rules.Only(body, "", "data");
        rules.Only(data, "data.", "type", "attributes");
        rules.OneOf(data, "type", "data.", true, "event");
        if (rules.Object(data, "attributes", "data.", required: true) is { } attributes)
            CheckAttributes(attributes, now, rules);
        return rules.Errors;
    }

    private static void CheckAttributes(JsonElement attributes, DateTimeOffset now, JsonRules rules)
    {
        const string Path = "data.attributes.";
        rules.Only(attributes, Path, "title", "category", "message", "aggregation_key", "tags", "timestamp", "host", "attributes");
        rules.Text(attributes, "title", Path, 500, required: true);
        rules.OneOf(attributes, "category", Path, true, "alert");
        rules.Text(attributes, "message", Path, 4000, required: false);
        rules.Text(attributes, "aggregation_key", Path, 100, required: false);
        CheckTags(attributes, Path, rules);
        if (rules.Instant(attributes, "timestamp", Path) is { } at && at < now - OldestEvent)
            rules.Fail($"{Path}timestamp", "is older than 18 hours");
        if (rules.Object(attributes, "attributes", Path, required: true) is { } alert)
            CheckAlert(alert, $"{Path}attributes.", rules);
    }

    private static void CheckAlert(JsonElement alert, string path, JsonRules rules)
    {
        rules.Only(alert, path, "status", "priority", "links", "custom");
        rules.OneOf(alert, "status", path, true, "ok", "warn", "error");
        rules.OneOf(alert, "priority", path, false, "1", "2", "3", "4", "5");
        foreach (var link in rules.List(alert, "links", path, 1, 20))
        {
            if (!rules.Only(link, $"{path}links.", "category", "title", "url"))
                continue;
            rules.OneOf(link, "category", $"{path}links.", true, "runbook", "documentation", "dashboard", "resource");
            rules.Address(link, "url", $"{path}links.", 2048, required: true);
        }
        if (rules.Object(alert, "custom", path, required: false) is { } custom)
            CheckDepth(custom, $"{path}custom", 10, rules);
    }

    private static void CheckDepth(JsonElement node, string path, int levels, JsonRules rules)
    {
        if (node.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return;
        if (levels == 0)
        {
            rules.Fail(path, "is nested deeper than 10 levels");
            return;
        }
        if (node.ValueKind == JsonValueKind.Object && node.EnumerateObject().Count() > 100)
            rules.Fail(path, "has more than 100 properties");
        IEnumerable<JsonElement> children =
            node.ValueKind == JsonValueKind.Object ? node.EnumerateObject().Select(property => property.Value) : node.EnumerateArray();
        foreach (var child in children)
            CheckDepth(child, path, levels - 1, rules);
    }

    public static IReadOnlyList<string> CheckSeries(JsonElement body)
    {
        var rules = new JsonRules();
        if (body.ValueKind != JsonValueKind.Object)
        {
            rules.Fail("", "must be an object");
            return rules.Errors;
        }
        rules.Only(body, "", "series");
        foreach (var series in rules.List(body, "series", "", 1, 10_000, required: true))
            CheckMetric(series, rules);
        return rules.Errors;
    }

    private static void CheckMetric(JsonElement series, JsonRules rules)
    {
        const string Path = "series.";
        if (!rules.Only(series, Path, "metric", "type", "interval", "points", "tags", "unit", "resources"))
            return;
        var name = rules.Text(series, "metric", Path, 200, required: true);
        if (name is not null && !(char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')))
            rules.Fail($"{Path}metric", "is no name of a metric");
        if (!series.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.Number || type.GetInt32() is < 0 or > 3)
        {
            rules.Fail($"{Path}type", "must be 0 to 3");
        }
        else if (
            type.GetInt32() is 1 or 2
            && !(
                series.TryGetProperty("interval", out var interval) && interval.ValueKind == JsonValueKind.Number && interval.GetInt64() > 0
            )
        )
        {
            rules.Fail($"{Path}interval", "is required for counts and rates");
        }
        foreach (var point in rules.List(series, "points", Path, 1, 10_000, required: true))
        {
            if (!rules.Only(point, $"{Path}points.", "timestamp", "value"))
                continue;
            if (
                !point.TryGetProperty("timestamp", out var at)
                || at.ValueKind != JsonValueKind.Number
                || !at.TryGetInt64(out _)
                || !point.TryGetProperty("value", out var value)
                || value.ValueKind != JsonValueKind.Number
            )
            {
                rules.Fail($"{Path}points", "must have a timestamp in whole seconds and a value");
            }
        }
        CheckTags(series, Path, rules);
        rules.Text(series, "unit", Path, 100, required: false);
    }

    private static void CheckTags(JsonElement parent, string path, JsonRules rules)
    {
        foreach (var tag in rules.List(parent, "tags", path, 1, 100))
        {
            if (tag.ValueKind != JsonValueKind.String || tag.GetString()!.Length is 0 or > 200)
                rules.Fail($"{path}tags", "must be texts of 1 to 200 characters");
        }
    }
}
