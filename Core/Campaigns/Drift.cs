namespace OAuthAttest.Campaigns;

/// <summary>How a grant compares with the last closed campaign.</summary>
public enum Drift
{
    /// <summary>There was no earlier campaign to compare with.</summary>
    Unknown = 0,

    New = 1,

    /// <summary>The same scopes as last time, but nobody answered Keep then.</summary>
    Unchanged = 2,

    ScopesGrown = 3,

    /// <summary>The same scopes as last time, and the owner answered Keep then.</summary>
    KeptLastTime = 4,
}
