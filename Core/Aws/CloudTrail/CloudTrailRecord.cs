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
    /// <summary>Unique; the same event may be delivered more than once.</summary>
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

    /// <returns>Null: it is no record; <paramref name="problem"/> says why, as the end of a sentence.</returns>
    public static CloudTrailRecord? Read(ReadOnlySpan<byte> json, out string problem)
    {
        if (StrictJson.Parse(json, out problem, deepest: CloudTrailScanner.DeepestNesting) is not { } body)
            return null;
        if (body.ValueKind != JsonValueKind.Object)
        {
            problem = "is no object";
            return null;
        }
        if (Required(body, "eventID", out problem) is not { } id || Required(body, "eventName", out problem) is not { } name
            || Required(body, "eventSource", out problem) is not { } source || Required(body, "eventTime", out problem) is not { } time)
        {
            return null;
        }
        if (!IsoInstant.TryParse(time, out var at))
        {
            problem = "has an eventTime that is no time";
            return null;
        }
        var identity = CloudTrailIdentity.Read(body.Field("userIdentity"));
        return new CloudTrailRecord
        {
            EventId = id,
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

    private static string? Required(JsonElement body, string name, out string problem)
    {
        problem = $"has no {name}";
        return body.Text(name) is { Length: > 0 } text ? text : null;
    }
}
