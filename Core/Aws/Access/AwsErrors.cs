using System.Text.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Aws.Access;

/// <summary>What an error of AWS says.</summary>
internal static class AwsErrors
{
    /// <summary>A signature's time differs from AWS' clock by more than five minutes; each protocol has its own name for it.</summary>
    public static readonly IReadOnlyList<string> OfTheClock = ["RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
        "InvalidSignatureException"];

    // JSON services answer 400 to a caller who is too fast.
    private static readonly string[] Throttling =
    [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "PriorRequestNotComplete",
        "SlowDown", "LimitExceededException", "AutomationExecutionLimitExceededException",
        "ConcurrentModification", "ConcurrentModificationException",
    ];

    // These come as 400 too, and say that AWS failed.
    private static readonly string[] Failures = ["InternalFailure", "InternalError", "InternalServerError", "InternalServiceException",
        "InternalErrorException", "InternalServerException", "ServiceFailure", "ServiceUnavailable", "ServiceUnavailableException",
        "RequestTimeout", "RequestTimeoutException", "ConflictException", "EntityTemporarilyUnmodifiable"];

    // What is not there, as each service says it.
    private static readonly string[] Absent = ["NoSuchEntity", "ResourceNotFoundException", "UserNotFoundException"];

    public static bool IsThrottling(string? code) => Throttling.Contains(code, StringComparer.Ordinal);

    public static bool IsAbsent(string? code) => Absent.Contains(code, StringComparer.Ordinal);

    public static bool IsPassing(string? code) => IsThrottling(code) || Failures.Contains(code, StringComparer.Ordinal);

    /// <summary>
    /// The error's name: <c>__type</c> of the body, or a header, in either of which a namespace and an address may stand around it. Null
    /// when there is none, or it does not look like one.
    /// </summary>
    /// <remarks>https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization</remarks>
    public static string? Code(OutsideAnswer answer, JsonElement? body)
    {
        var told = answer.Headers.GetValueOrDefault("x-amzn-ErrorType") ?? body.Text("__type") ?? body.Text("code");
        return told is null ? null : ProviderErrors.Code(told[(told.LastIndexOf('#') + 1)..].Split(':')[0]);
    }

    /// <summary>What a person may do about a refusal; empty: the name says it.</summary>
    public static string Advice(string? code) =>
        OfTheClock.Contains(code, StringComparer.Ordinal) ? "; is this machine's clock right?" : "";
}
