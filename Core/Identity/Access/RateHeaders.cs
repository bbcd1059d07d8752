using System.Globalization;
using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>The headers in which a provider tells how much is left of its rate limit, and when the next window begins.</summary>
internal sealed record RateHeaders(string LimitName, string RemainingName, string ResetName)
{
    /// <remarks>https://developer.okta.com/docs/reference/rl-best-practices/</remarks>
    public static RateHeaders Okta { get; } = new("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset");

    /// <remarks>https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api</remarks>
    public static RateHeaders GitHub { get; } = new("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

    public long? Limit(OutsideAnswer answer) => Number(answer, LimitName);

    public long? Remaining(OutsideAnswer answer) => Number(answer, RemainingName);

    /// <summary>How long until the next window, by the provider's own clock; between a second and the longest.</summary>
    public TimeSpan? Reset(OutsideAnswer answer, DateTimeOffset now, TimeSpan longest)
    {
        if (Number(answer, ResetName) is not { } epoch)
            return null;
        var theirs =
            answer.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var told)
                ? told
                : now;
        return TimeSpan.FromSeconds(Math.Clamp(epoch - theirs.ToUnixTimeSeconds(), 1, (long)longest.TotalSeconds));
    }

    private static long? Number(OutsideAnswer answer, string name) =>
        answer.Headers.TryGetValue(name, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
