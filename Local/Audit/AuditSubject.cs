using System.Globalization;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.Local.Audit;

/// <summary>What an audit is about: a folder of log files, or a time of CloudTrail's history.</summary>
internal sealed record AuditSubject(LogFolder? Folder, LookupSpan? Span)
{
    public int Digests => Folder?.Digests.Count ?? 0;

    public int Others => Folder?.Others ?? 0;

    /// <summary>In the bar's unit: bytes, or questions.</summary>
    public required long Size { get; init; }

    /// <summary>The sources; each tells the bar what it is done with.</summary>
    public required Func<IProgress<long>?, IRecordSource> Source { get; init; }

    /// <summary>What "clean" is said of, as the end of a sentence.</summary>
    public string Words => Span is { Window: var window }
        ? $"of what CloudTrail has of {Time(window.From)} to {Time(window.Until)} UTC"
        : "of what was read";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
