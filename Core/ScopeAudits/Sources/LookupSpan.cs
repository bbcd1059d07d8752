using System.Globalization;
using OAuthAttest.Aws.Lookup;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>The window that is asked about, and what of the wish is outside what CloudTrail can tell.</summary>
/// <param name="Untold">Why not all of the wish was asked; empty: all of it was.</param>
public sealed record LookupSpan(LookupWindow Window, IReadOnlyList<string> Untold)
{
    private static readonly TimeSpan LeastAgain = TimeSpan.FromDays(7);

    /// <summary>What is a little older is asked about all the same: audits that failed for some hours lose nothing.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    /// <summary>Of CloudTrail's history.</summary>
    /// <param name="since">Null: as far back as is set.</param>
    /// <param name="until">Null: up to where all records are there.</param>
    /// <param name="now">The operation's instant.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="FormatException">Nothing of it can be told.</exception>
    public static LookupSpan Of(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now, ScopeAuditOptions options)
    {
        var kept = LookupWindow.WholeSecond(now - LookupClient.Kept + TimeSpan.FromSeconds(1));
        var untold = since < kept
            ? $"calls before {Time(kept)} were not asked about: CloudTrail's history has {LookupClient.Kept.Days} days"
            : null;
        var span = Until(until, now, options, untold);
        var begin = since is { } from ? LookupWindow.WholeSecond(from) : span.Window.From;
        begin = begin < kept ? kept : begin;
        var end = span.Window.Until;
        return begin < end
            ? span with { Window = new LookupWindow(begin, end) }
            : throw new FormatException(
                $"CloudTrail's history goes from {Time(kept)} to {Time(Settled(now, options))}, and the time is not in it");
    }

    /// <summary>Of log files, which are kept for as long as somebody likes.</summary>
    /// <inheritdoc cref="Of"/>
    public static LookupSpan OfFiles(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now, ScopeAuditOptions options)
    {
        var span = Until(until, now, options, untold: null);
        var begin = since is { } from ? LookupWindow.WholeSecond(from) : span.Window.From;
        return begin < span.Window.Until
            ? span with { Window = new LookupWindow(begin, span.Window.Until) }
            : throw new FormatException($"log files are there up to {Time(Settled(now, options))}, and the time is not before it");
    }

    /// <summary>
    /// What the audits that run by themselves ask of log files. A gap that nothing heals would be asked about for ever, with all that comes
    /// after it.
    /// </summary>
    /// <param name="asked">Up to where one of them has asked; null: none has. What none has asked about is not left out.</param>
    /// <param name="options">The settings.</param>
    internal LookupSpan Again(DateTimeOffset? asked, ScopeAuditOptions options)
    {
        var longest = options.Window > LeastAgain ? options.Window : LeastAgain;
        var first = asked is { } last ? Earlier(Window.Until - longest, last) : Window.From;
        if (first <= Window.From + Slack)
            return this;
        var days = string.Create(CultureInfo.InvariantCulture, $"{longest.TotalDays:0.#} days");
        return new LookupSpan(
            Window with { From = first },
            [
                .. Untold,
                $"calls before {Time(first)} were not asked about again: audits that run by themselves go back {days} in log files, "
                    + "and an audit by request may ask for them",
            ]);
    }

    private static LookupSpan Until(DateTimeOffset? until, DateTimeOffset now, ScopeAuditOptions options, string? untold)
    {
        var settled = Settled(now, options);
        var end = Earlier(LookupWindow.WholeSecond(until ?? settled), settled);
        var late = until > settled ? $"calls from {Time(settled)} on were not asked about: their records may not be there yet" : null;
        return new LookupSpan(new LookupWindow(end - options.Window, end), [.. new[] { late, untold }.OfType<string>()]);
    }

    private static DateTimeOffset Settled(DateTimeOffset now, ScopeAuditOptions options) =>
        LookupWindow.WholeSecond(now - options.DeliveryLag);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
