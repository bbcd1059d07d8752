using System.Globalization;
using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>What providers say of a failure: how long to wait, and a code that may stand in a message.</summary>
internal static class ProviderErrors
{
    private const int LongestCode = 60;
    private const string OktaReset = "X-Rate-Limit-Reset";
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Google answers a quota that is used up with 403 (https://developers.google.com/workspace/admin/reports/v1/limits).
    private static readonly string[] Quotas = ["userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"];

    public static bool IsPassing(OutsideAnswer answer, JsonElement? body) => answer.IsPassing || (answer.Status == 403 && Quotas.Contains(Code(body)));

    /// <summary><c>Retry-After</c>, or Okta's time at which its window starts anew, read by Okta's own clock.</summary>
    public static TimeSpan? Wait(OutsideAnswer answer, DateTimeOffset now)
    {
        if (answer.RetryAfter(resetHeader: null, now, LongestWait) is { } asked)
            return asked;
        if (!answer.Headers.TryGetValue(OktaReset, out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
            return null;
        var theirs = answer.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var told) ? told : now;
        var seconds = Math.Clamp(epoch - theirs.ToUnixTimeSeconds(), 1, (long)LongestWait.TotalSeconds);
        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Graph: <c>error.code</c>; Google: <c>error.errors[0].reason</c>; Okta: <c>errorCode</c>. Null where there is none that looks like one.</summary>
    public static string? Code(JsonElement? body)
    {
        var error = body.Field("error");
        var reason = error.Field("errors").Items().Select(item => item.Text("reason")).FirstOrDefault(text => text is not null);
        return Code(reason ?? error.Text("code") ?? body.Text("errorCode"));
    }

    public static string? Code(string? text) =>
        text is { Length: > 0 and <= LongestCode } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;
}
