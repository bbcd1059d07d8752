using System.Globalization;
using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>Reads from a provider's error response how long to wait, and an error code that may be shown in messages.</summary>
internal static class ProviderErrors
{
    private const int LongestCode = 60;
    private const string OktaReset = "X-Rate-Limit-Reset";
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Google answers 403 when a quota is used up (https://developers.google.com/workspace/admin/reports/v1/limits).
    private static readonly string[] Quotas = ["userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"];

    public static bool IsPassing(OutsideAnswer answer, JsonElement? body) =>
        answer.IsPassing || (answer.Status == 403 && Quotas.Contains(Code(body)));

    /// <summary><c>Retry-After</c>, or the time at which Okta's rate limit window restarts, relative to Okta's own clock.</summary>
    public static TimeSpan? Wait(OutsideAnswer answer, DateTimeOffset now)
    {
        if (answer.RetryAfter(resetHeader: null, now, LongestWait) is { } asked)
            return asked;
        if (
            !answer.Headers.TryGetValue(OktaReset, out var text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
        )
        {
            return null;
        }
        var theirs =
            answer.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var told)
                ? told
                : now;
        var seconds = Math.Clamp(epoch - theirs.ToUnixTimeSeconds(), 1, (long)LongestWait.TotalSeconds);
        return TimeSpan.FromSeconds(seconds);
    }

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
