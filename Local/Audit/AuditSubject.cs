using System.Globalization;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.Local.Audit;

/// <summary>What an audit is about: log files in a folder or a bucket, or a time of CloudTrail's history.</summary>
internal sealed record AuditSubject
{
    /// <summary>CloudTrail is asked: each question is in the certificate.</summary>
    public bool IsAsked { get; init; }

    /// <summary>In the bar's unit: bytes, or questions; 0: nobody knows before.</summary>
    public required long Size { get; init; }

    /// <summary>The sources; each tells the bar what it is done with.</summary>
    public required Func<IProgress<long>?, IRecordSource> Source { get; init; }

    /// <summary>What "clean" is said of, as the end of a sentence.</summary>
    public required string Words { get; init; }

    public static string Time(LookupSpan span) => $"{Time(span.Window.From)} to {Time(span.Window.Until)} UTC";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
