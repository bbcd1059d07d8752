namespace OAuthAttest.Campaigns;

/// <summary>Why an inventory source counts as not read.</summary>
public enum SourceProblem
{
    NeverRead = 1,
    Failed = 2,
    Stale = 3,
}
