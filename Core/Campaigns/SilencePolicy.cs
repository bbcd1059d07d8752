namespace OAuthAttest.Campaigns;

/// <summary>What happens to a grant that nobody answered.</summary>
public enum SilencePolicy
{
    Revoke = 1,
    Keep = 2,

    /// <summary>The manager is asked; grants that stay unanswered are revoked, but only after approval by a named person.</summary>
    AskManager = 3,
}
