namespace OAuthAttest.Campaigns;

/// <summary>Why a grant is asked of the person it is asked of.</summary>
public enum Ownership
{
    /// <summary>The person consented.</summary>
    Own = 1,

    /// <summary>The account is deleted, deactivated or in no roster: the app's owner or the lead answers.</summary>
    Orphan = 2,

    /// <summary>An administrator consented for everybody: the app's owner or the lead answers.</summary>
    TenantWide = 3,

    /// <summary>The app acts by itself: the app's owner or the lead answers.</summary>
    Service = 4,
}
