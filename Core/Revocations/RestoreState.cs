namespace OAuthAttest.Revocations;

/// <summary>What became of the wish to put a removed grant back.</summary>
public enum RestoreState
{
    None = 0,

    /// <summary>Asked for; the provider has not taken it yet.</summary>
    Requested = 1,

    /// <summary>The provider took it; not read again yet.</summary>
    Accepted = 2,

    /// <summary>Read again, and it is there.</summary>
    Done = 3,

    /// <summary>Only the person can give it again, by a new consent.</summary>
    NeedsConsent = 4,

    /// <summary>Nobody can put it back as it was.</summary>
    Impossible = 5,

    /// <summary>The provider refused.</summary>
    Failed = 6,
}
