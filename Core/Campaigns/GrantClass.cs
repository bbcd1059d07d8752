namespace OAuthAttest.Campaigns;

/// <summary>The class that a grant of a campaign ends in, exactly one per grant. The class numbers add up to the snapshot.</summary>
public enum GrantClass
{
    Attested = 1,
    Remove = 2,
    Unanswered = 3,

    /// <summary>The question could not be delivered; never counted as unanswered.</summary>
    Unreachable = 4,

    /// <summary>It was kept, then its scopes grew, and nobody answered for the new scopes: a person must decide.</summary>
    Changed = 5,
}
