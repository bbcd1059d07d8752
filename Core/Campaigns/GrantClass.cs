namespace OAuthAttest.Campaigns;

/// <summary>The one class that every grant of a campaign ends in. The sum equals the snapshot, always.</summary>
public enum GrantClass
{
    Attested = 1,
    Remove = 2,
    Unanswered = 3,

    /// <summary>The question could not be delivered: never counted as silence.</summary>
    Unreachable = 4,

    /// <summary>The scopes grew after the question, and the grown ones were not answered.</summary>
    Changed = 5,
}
