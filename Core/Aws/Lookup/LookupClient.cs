using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Aws.Lookup;

/// <summary>CloudTrail's LookupEvents in one account and Region.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html</remarks>
internal sealed class LookupClient(AwsApi api)
{
    /// <summary>As in addresses and signatures.</summary>
    public const string Service = "cloudtrail";

    /// <summary>What AWS allows in each account and Region, over everybody who asks.</summary>
    public const int CallsPerSecond = 2;

    /// <summary>How far back events can be looked up.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const string Operation = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
    private const int MostResults = 50;

    /// <param name="eventName">Only one attribute may be asked for at a time.</param>
    /// <param name="first">The first second.</param>
    /// <param name="last">The last second.</param>
    /// <param name="token">Of the page before; null: the first page.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public Task<LookupPage> PageAsync(
        string eventName, DateTimeOffset first, DateTimeOffset last, string? token, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["LookupAttributes"] =
                new JsonArray(new JsonObject { ["AttributeKey"] = "EventName", ["AttributeValue"] = eventName }),
            ["StartTime"] = first.ToUnixTimeSeconds(),
            ["EndTime"] = last.ToUnixTimeSeconds(),
            ["MaxResults"] = MostResults,
        };
        // A token is good only with the very parameters that it was given out for.
        if (token is not null)
            body["NextToken"] = token;
        return api.ReadAsync(Operation, body, Read, cancellation);
    }

    private static LookupPage Read(JsonElement answer, byte[] body) =>
        answer.Field("Events") is { ValueKind: JsonValueKind.Array } events
            ? new LookupPage(body, [.. events.EnumerateArray().Select(Event)], answer.Text("NextToken"))
            : throw new AwsUnavailableException("CloudTrail: the answer has no list of events");

    private static LookedUpEvent Event(JsonElement entry) =>
        entry.Text("EventId") is { } id && entry.Text("EventName") is { } name && Time(entry.Field("EventTime")) is { } at
            ? new LookedUpEvent(id, name, at)
            : throw new AwsUnavailableException("CloudTrail: the answer has an event without its id, name or time");

    /// <summary>Unix seconds, with a fraction that is always zero.</summary>
    private static DateTimeOffset? Time(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
}
