namespace OAuthAttest.Campaigns;

/// <summary>Why this person is asked about the grant.</summary>
public enum Ownership
{
    /// <summary>The person consented.</summary>
    Own = 1,

    /// <summary>The account is deleted, deactivated or in no export of accounts: the app's owner or the lead answers.</summary>
    Orphan = 2,

    /// <summary>An administrator consented for everybody: the app's owner or the lead answers.</summary>
    TenantWide = 3,

    /// <summary>An application permission, without a user: the app's owner or the lead answers.</summary>
    Service = 4,
}
