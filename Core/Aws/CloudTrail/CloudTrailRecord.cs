using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>
/// One record of CloudTrail: what every service fills alike. Everything in it was written by whoever made the call, or by the service: no
/// text of it is trusted.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html</remarks>
public sealed record CloudTrailRecord
{
    /// <summary>In an entry of LookupEvents' answer, the record as a text.</summary>
    private const string LookedUp = "CloudTrailEvent";

    private const string InsightType = "AwsCloudTrailInsight";

    /// <summary>Unique; the same event may be delivered more than once. Where a tool took it away, the record's digest.</summary>
    public required string EventId { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    public required string EventName { get; init; }

    /// <summary>The service, for example <c>iam.amazonaws.com</c>.</summary>
    public required string EventSource { get; init; }

    public string? Region { get; init; }

    /// <summary>The account that has the record; it may be another one than the caller's.</summary>
    public string? Account { get; init; }

    /// <summary>Null: the call succeeded.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>An address, or the name of the AWS service that called on somebody's behalf.</summary>
    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    public required CloudTrailIdentity Identity { get; init; }

    /// <summary>The whole record.</summary>
    public required JsonElement Body { get; init; }

    /// <returns>
    /// Null: it is no record of a call. <paramref name="problem"/> says why, as the end of a sentence; it is null where CloudTrail wrote
    /// the record by itself, about unusual numbers of calls (Insights).
    /// </returns>
    public static CloudTrailRecord? Read(ReadOnlySpan<byte> json, out string? problem)
    {
        if (Object(json, out problem) is not { } body)
            return null;
        if (body.Text(LookedUp) is { } text)
            return Object(Encoding.UTF8.GetBytes(text), out problem) is { } within ? Read(within, out problem) : null;
        return Read(body, out problem);
    }

    private static CloudTrailRecord? Read(JsonElement body, out string? problem)
    {
        problem = null;
        if (body.Text("eventType") == InsightType && body.Text("eventName") is null)
            return null;
        if (Required(body, "eventName", ref problem) is not { } name || Required(body, "eventSource", ref problem) is not { } source
            || Required(body, "eventTime", ref problem) is not { } time)
        {
            return null;
        }
        if (!IsoInstant.TryParse(Shortened(time), out var at))
        {
            problem = "has an eventTime that is no time";
            return null;
        }
        var identity = CloudTrailIdentity.Read(body.Field("userIdentity"));
        return new CloudTrailRecord
        {
            EventId = body.Text("eventID") ?? Digest(body),
            EventTime = at,
            EventName = name,
            EventSource = source,
            Region = body.Text("awsRegion"),
            Account = body.Text("recipientAccountId") ?? identity.AccountId,
            ErrorCode = body.Text("errorCode"),
            ErrorMessage = body.Text("errorMessage"),
            SourceAddress = body.Text("sourceIPAddress"),
            UserAgent = body.Text("userAgent"),
            Identity = identity,
            Body = body,
        };
    }

    private static JsonElement? Object(ReadOnlySpan<byte> json, out string? problem)
    {
        if (StrictJson.Parse(json, out var fault, deepest: CloudTrailScanner.DeepestNesting) is not { } body)
        {
            problem = fault;
            return null;
        }
        problem = body.ValueKind == JsonValueKind.Object ? null : "is no object";
        return problem is null ? body : null;
    }

    /// <summary>Collectors write nine digits behind the second; .NET reads seven.</summary>
    private static string Shortened(string time)
    {
        const int seventh = 27;
        if (time.Length <= seventh || time[19] != '.')
            return time;
        var rest = time.AsSpan(seventh).TrimStart("0123456789");
        return $"{time.AsSpan(0, seventh)}{rest}";
    }

    private static string Digest(JsonElement body) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.GetRawText())))}";

    private static string? Required(JsonElement body, string name, ref string? problem)
    {
        if (body.Text(name) is { } text)
            return text;
        problem = $"has no {name}";
        return null;
    }
}
