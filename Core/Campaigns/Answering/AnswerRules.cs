namespace OAuthAttest.Campaigns.Answering;

/// <summary>The only place that decides whether a click counts.</summary>
internal static class AnswerRules
{
    /// <summary>
    /// Checks in this order: who clicked, when, which scopes were shown to who keeps it, without which it may be kept, whether a required
    /// reason is missing. The first failure is returned.
    /// </summary>
    /// <param name="offer">What it may be kept without now; null: nothing, or that is not what is answered.</param>
    public static DecisionOutcome Decide(
        Campaign campaign,
        CampaignParticipant participant,
        CampaignItem item,
        GiveAnswer given,
        NarrowedKeep? offer,
        DateTimeOffset now
    )
    {
        if (!MayAnswer(participant, given.SlackUserId))
            return DecisionOutcome.RefusedNotOwner;
        if (RefusedByTime(campaign, now) is { } late)
            return late;
        // Only Keep must have seen what the app may do now: Remove and Not mine stand, whatever it may do.
        if (given.Answer == Answer.Keep && !DigestPrefix.Matches(given.DigestPrefix, item.ScopeDigest))
            return DecisionOutcome.RefusedScopesChanged;
        if (given.OfferPrefix is { } shown && (given.Answer != Answer.Keep || offer?.Prefix != shown))
            return DecisionOutcome.RefusedOfferChanged;
        return NeedsReason(item, given) && string.IsNullOrWhiteSpace(given.Reason)
            ? DecisionOutcome.RefusedReasonMissing
            : DecisionOutcome.Accepted;
    }

    /// <summary>Why no answer counts now; null while answers count.</summary>
    public static DecisionOutcome? RefusedByTime(Campaign campaign, DateTimeOffset now) =>
        campaign.AcceptsAnswersAt(now) ? null
        : campaign.State == CampaignState.Cancelled ? DecisionOutcome.RefusedCancelled
        : DecisionOutcome.RefusedAfterCutOff;

    /// <summary>True for the participant and for the recorded delegate.</summary>
    public static bool MayAnswer(CampaignParticipant participant, string slackUserId) =>
        slackUserId == participant.SlackUserId || IsDelegate(participant, slackUserId);

    public static bool IsDelegate(CampaignParticipant participant, string slackUserId) =>
        slackUserId == participant.DelegateSlackUserId;

    /// <summary>True when this click is the delegate's own, and not that of a person who is both.</summary>
    public static bool IsByDelegate(CampaignParticipant participant, string slackUserId) =>
        slackUserId != participant.SlackUserId && IsDelegate(participant, slackUserId);

    public static bool SaysTheSame(CampaignItem item, GiveAnswer given, NarrowedKeep? offer) =>
        item.Answer == given.Answer
        && (item.WithoutScopes ?? []).ToHashSet(StringComparer.Ordinal).SetEquals(offer?.Without ?? [])
        && (given.Reason is null || Trim(given.Reason) == item.Reason);

    public static string? Trim(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();

    // Who keeps it without what makes it risky keeps nothing that needs a reason.
    private static bool NeedsReason(CampaignItem item, GiveAnswer given) =>
        given is { Answer: Answer.Keep, OfferPrefix: null } && item.Risk >= Grants.Risk.High;
}
