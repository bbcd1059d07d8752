using System.Globalization;
using OAuthAttest.Aws.Lookup;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>The window that is asked about, and what of the wish is outside what CloudTrail can tell.</summary>
/// <param name="Untold">Why not all of the wish was asked; empty: all of it was.</param>
public sealed record LookupSpan(LookupWindow Window, IReadOnlyList<string> Untold)
{
    /// <param name="since">Null: as far back as is set.</param>
    /// <param name="until">Null: up to where all records are there.</param>
    /// <param name="now">The operation's instant.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="FormatException">Nothing of it can be told.</exception>
    public static LookupSpan Of(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now, ScopeAuditOptions options)
    {
        var settled = LookupWindow.WholeSecond(now - options.DeliveryLag);
        var kept = LookupWindow.WholeSecond(now - LookupClient.Kept + TimeSpan.FromSeconds(1));
        var untold = new List<string>();
        if (until > settled)
            untold.Add($"calls from {Time(settled)} on were not asked about: their records may not be there yet");
        if (since < kept)
            untold.Add($"calls before {Time(kept)} were not asked about: CloudTrail's history has {LookupClient.Kept.Days} days");
        var end = Earlier(LookupWindow.WholeSecond(until ?? settled), settled);
        var begin = since is { } from ? LookupWindow.WholeSecond(from) : end - options.Window;
        begin = begin < kept ? kept : begin;
        return begin < end
            ? new LookupSpan(new LookupWindow(begin, end), untold)
            : throw new FormatException($"CloudTrail's history goes from {Time(kept)} to {Time(settled)}, and the time is not in it");
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
