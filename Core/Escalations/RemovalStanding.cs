namespace OAuthAttest.Escalations;

/// <summary>How far a campaign's removal of the app had come when the consent was decided about.</summary>
public enum RemovalStanding
{
    /// <summary>On a released list that the app does not carry out: whether somebody removed it is not known.</summary>
    Listed = 1,

    /// <summary>It is to be removed, and is not proven gone.</summary>
    Decided = 2,

    /// <summary>It was read at the provider and was not there.</summary>
    Removed = 3,

    /// <summary>It was kept without scopes that the consent gives again, and had none of them when it was read at the provider.</summary>
    Narrowed = 4,
}
