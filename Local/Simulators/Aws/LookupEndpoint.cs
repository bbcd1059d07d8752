using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>CloudTrail's LookupEvents.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html</remarks>
internal sealed class LookupEndpoint(AwsSimulatorOptions options, SimulatedHistory history, ListPages pages)
{
    public const string Target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

    private const int MostResults = 50;

    public SimulatedAnswer Answer(string account, string region, byte[] body)
    {
        if (Parse(body) is not { ValueKind: JsonValueKind.Object } asked)
            return AwsErrors.OfJson("SerializationException");
        var rules = new JsonRules();
        rules.Only(asked, "", "LookupAttributes", "StartTime", "EndTime", "MaxResults", "NextToken", "EventCategory");
        var attributes = rules.List(asked, "LookupAttributes", "", 0, 1);
        var token = rules.Text(asked, "NextToken", "", 4096, required: false);
        var (start, end) = (Seconds(asked, "StartTime"), Seconds(asked, "EndTime"));
        if (rules.Errors.Count > 0 || attributes.Count == 0)
            return AwsErrors.OfJson("InvalidLookupAttributesException", string.Join("; ", rules.Errors));
        if (start is not { } from || end is not { } until || from > until)
            return AwsErrors.OfJson("InvalidTimeRangeException");
        if (!asked.TryGetProperty("MaxResults", out var most) || !most.TryGetInt32(out var size) || size is < 1 or > MostResults)
            return AwsErrors.OfJson("InvalidMaxResultsException");
        if (Match(attributes[0]) is not { } matches)
            return AwsErrors.OfJson("InvalidLookupAttributesException");
        var all = history.Find(account, region, matches.Of, from, until);
        var list = $"{region}/{matches.Value}";
        // A token is good for the very same question alone.
        var part = string.Create(CultureInfo.InvariantCulture, $"/{account}/{from.Ticks}/{until.Ticks}/{size}");
        if (pages.Take(list, all, Math.Min(size, options.PageSize), token, part) is not { } page)
            return AwsErrors.OfJson("InvalidNextTokenException");
        var answer = new JsonObject { ["Events"] = new JsonArray([.. page.Items.Select(Json)]) };
        if (page.Next is not null)
            answer["NextToken"] = page.Next;
        return page.Answer(new SimulatedAnswer(200, answer.ToJsonString()));
    }

    private static JsonNode Json(SimulatedRecord record) => new JsonObject
    {
        ["EventId"] = record.Id,
        ["EventName"] = record.Name,
        ["ReadOnly"] = "false",
        ["EventTime"] = (double)record.At.ToUnixTimeSeconds(),
        ["EventSource"] = record.Source,
        ["Resources"] = new JsonArray(),
        ["CloudTrailEvent"] = record.Json,
    };

    private static (Func<SimulatedRecord, bool> Of, string Value)? Match(JsonElement attribute)
    {
        if (attribute.ValueKind != JsonValueKind.Object
            || !attribute.TryGetProperty("AttributeKey", out var key) || !attribute.TryGetProperty("AttributeValue", out var value))
        {
            return null;
        }
        var text = value.GetString()!;
        return key.GetString() switch
        {
            "EventName" => (record => record.Name == text, text),
            "EventSource" => (record => record.Source == text, text),
            "EventId" => (record => record.Id == text, text),
            _ => null,
        };
    }

    private static DateTimeOffset? Seconds(JsonElement asked, string name) =>
        asked.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
