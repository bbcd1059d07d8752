namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>One question to CloudTrail: the events of one name, in one account and Region, of one time.</summary>
/// <param name="Until">Not asked about any more.</param>
/// <param name="Pages">Pages that were read.</param>
/// <param name="Records">Records that were found, each counted once.</param>
/// <param name="Problem">Why the answer is not known to be all; null: it is all.</param>
public sealed record AskedQuery(
    string Account,
    string Region,
    string EventName,
    DateTimeOffset From,
    DateTimeOffset Until,
    int Pages,
    long Records,
    string? Problem
)
{
    public bool IsComplete => Problem is null;
}
