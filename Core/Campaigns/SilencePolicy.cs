namespace OAuthAttest.Campaigns;

/// <summary>What happens to a grant that nobody answered.</summary>
public enum SilencePolicy
{
    Revoke = 1,
    Keep = 2,

    /// <summary>The manager is asked; what stays unanswered is revoked, but only after a named approval.</summary>
    AskManager = 3,
}
