namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>A folder of a bucket whose days were read, to the end of each or with an error that says otherwise.</summary>
/// <param name="Path">That of the log files: <c>AWSLogs/111122223333/CloudTrail/eu-west-1/</c>.</param>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day, which was read too.</param>
public sealed record ReadFolder(string Path, DateOnly First, DateOnly Last, int Files, long Records)
{
    internal ReadFolder With(ReadFolder more) => this with
    {
        First = more.First < First ? more.First : First,
        Last = more.Last > Last ? more.Last : Last,
        Files = Files + more.Files,
        Records = Records + more.Records,
    };

    /// <summary>Each folder once.</summary>
    internal static IReadOnlyList<ReadFolder> Merged(IEnumerable<ReadFolder> folders) =>
    [
        .. folders.GroupBy(folder => folder.Path, StringComparer.Ordinal).Select(same => same.Aggregate((all, more) => all.With(more)))
            .OrderBy(folder => folder.Path, StringComparer.Ordinal),
    ];
}
