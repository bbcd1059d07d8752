namespace OAuthAttest.Campaigns;

/// <summary>The result of a click.</summary>
public enum DecisionOutcome
{
    Accepted = 1,
    RefusedNotOwner = 2,
    RefusedAfterCutOff = 3,
    RefusedUnknownGrant = 4,
    RefusedReasonMissing = 5,

    /// <summary>The scopes had grown since the message was shown.</summary>
    RefusedScopesChanged = 6,

    /// <summary>The scopes grew after the answer; the current answer was made void.</summary>
    VoidedScopesChanged = 7,

    /// <summary>The campaign was cancelled.</summary>
    RefusedCancelled = 8,

    /// <summary>The answer to several grants would cover others than the message showed.</summary>
    RefusedGrantsChanged = 9,

    /// <summary>What the grant can be kept without is not what the message showed: it was used since, or is judged differently.</summary>
    RefusedOfferChanged = 10,
}
