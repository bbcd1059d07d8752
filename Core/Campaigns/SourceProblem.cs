namespace OAuthAttest.Campaigns;

/// <summary>Why an inventory source does not count as read.</summary>
public enum SourceProblem
{
    NeverRead = 1,
    Failed = 2,
    Stale = 3,
}
