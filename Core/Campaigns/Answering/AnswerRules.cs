namespace OAuthAttest.Campaigns.Answering;

/// <summary>The only place that says whether a click counts.</summary>
internal static class AnswerRules
{
    /// <summary>Judges in the order of what the person can do least about: who, when, what, how.</summary>
    public static DecisionOutcome Judge(Campaign campaign, CampaignParticipant participant, CampaignItem item, GiveAnswer given, DateTimeOffset now)
    {
        if (!MayAnswer(participant, given.SlackUserId))
            return DecisionOutcome.RefusedNotOwner;
        if (!campaign.AcceptsAnswersAt(now))
            return DecisionOutcome.RefusedAfterCutOff;
        if (!DigestPrefix.Matches(given.DigestPrefix, item.ScopeDigest))
            return DecisionOutcome.RefusedScopesChanged;
        return NeedsReason(item, given.Answer) && string.IsNullOrWhiteSpace(given.Reason)
            ? DecisionOutcome.RefusedReasonMissing
            : DecisionOutcome.Accepted;
    }

    /// <summary>The person, or whoever was recorded to answer for them.</summary>
    public static bool MayAnswer(CampaignParticipant participant, string slackUserId) =>
        slackUserId == participant.SlackUserId || IsDelegate(participant, slackUserId);

    public static bool IsDelegate(CampaignParticipant participant, string slackUserId) =>
        slackUserId == participant.DelegateSlackUserId;

    public static bool SaysTheSame(CampaignItem item, GiveAnswer given) =>
        item.Answer == given.Answer && (given.Reason is null || Trim(given.Reason) == item.Reason);

    public static string? Trim(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();

    private static bool NeedsReason(CampaignItem item, Answer answer) => answer == Answer.Keep && item.Risk >= Grants.Risk.High;
}
