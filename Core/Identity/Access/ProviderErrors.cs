using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>Reads from a provider's error response how long to wait, and an error code that may be shown in messages.</summary>
internal static class ProviderErrors
{
    private const int LongestCode = 60;
    private const int Forbidden = 403;
    private const int TooManyRequests = 429;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Where its answer tells no time, GitHub asks for at least a minute:
    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit.
    private static readonly TimeSpan UntoldWait = TimeSpan.FromMinutes(1);

    // Google answers 403 when a quota is used up (https://developers.google.com/workspace/admin/reports/v1/limits).
    private static readonly string[] Quotas = ["userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"];

    public static bool IsPassing(OutsideAnswer answer, JsonElement? body) =>
        answer.IsPassing || (answer.Status == Forbidden && (Quotas.Contains(Code(body)) || IsLimitOfGitHub(answer, body)));

    /// <summary>
    /// <c>Retry-After</c>, or the time at which the rate limit's window restarts, relative to the provider's own clock.
    /// </summary>
    public static TimeSpan? Wait(OutsideAnswer answer, DateTimeOffset now)
    {
        if (answer.RetryAfter(resetHeader: null, now, LongestWait) is { } asked)
            return asked;
        // Other errors carry the headers too, and wait for no window.
        if (answer.Status is not (Forbidden or TooManyRequests))
            return null;
        if (RateHeaders.Okta.Reset(answer, now, LongestWait) is { } reset)
            return reset;
        if (RateHeaders.GitHub.Remaining(answer) is not { } remaining)
            return null;
        return remaining == 0 ? RateHeaders.GitHub.Reset(answer, now, LongestWait) : UntoldWait;
    }

    // GitHub answers 403 for its limits too, and for its secondary one with nothing but a text that tells it.
    private static bool IsLimitOfGitHub(OutsideAnswer answer, JsonElement? body) =>
        RateHeaders.GitHub.Remaining(answer) is { } remaining
        && (
            remaining == 0
            || answer.Headers.ContainsKey("Retry-After")
            || body.Text("message") is { } message && message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>
    /// Graph: <c>error.code</c>; Google: <c>error.errors[0].reason</c>; Okta: <c>errorCode</c>. Null when there is none or it does not
    /// look like a code.
    /// </summary>
    public static string? Code(JsonElement? body)
    {
        var error = body.Field("error");
        var reason = error.Field("errors").Items().Select(item => item.Text("reason")).FirstOrDefault(text => text is not null);
        return Code(reason ?? error.Text("code") ?? body.Text("errorCode"));
    }

    public static string? Code(string? text) =>
        text is { Length: > 0 and <= LongestCode } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;
}
