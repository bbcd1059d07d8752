namespace OAuthAttest.Campaigns;

/// <summary>How a grant compares with the last closed campaign.</summary>
public enum Drift
{
    /// <summary>There was no earlier campaign to compare with.</summary>
    Unknown = 0,

    New = 1,

    /// <summary>The same scopes as last time, and not kept by anybody then.</summary>
    Unchanged = 2,

    ScopesGrown = 3,

    /// <summary>The same scopes as last time, when its owner kept it.</summary>
    KeptLastTime = 4,
}
