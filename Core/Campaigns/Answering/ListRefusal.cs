using OAuthAttest.Evidence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>A click about several grants of a person that does not count: on record once, as a decision that names no grant.</summary>
/// <param name="Subject">What it was about, for the audit log.</param>
/// <param name="Button">The answer as the audit log has it.</param>
internal sealed record ListRefusal(string Subject, object Button, Answer Answer, string? Reason, string SlackUserId, string DeliveryKey)
{
    public async Task<AnswerReceipt> RecordAsync(
        AnswerTransaction transaction,
        Campaign campaign,
        CampaignParticipant participant,
        DecisionOutcome outcome,
        IBusinessTelemetry telemetry,
        CancellationToken cancellation
    )
    {
        var decision = new CampaignDecision
        {
            CampaignId = campaign.Id,
            ParticipantId = participant.Id,
            SlackUserId = SlackUserId,
            Answer = Answer,
            Reason = Reason,
            DecidedAt = transaction.Now,
            Outcome = outcome,
            DeliveryKey = DeliveryKey,
        };
        if (await transaction.AddDecisionAsync(decision, cancellation) is { } known)
            return AnswerReceipt.Of(campaign, participant, SlackUserId, known) with { IsRepeat = true };
        transaction.Audit(AuditKinds.AnswerRefused, Subject, SlackUserId, new() { ["outcome"] = outcome, ["answer"] = Button });
        await transaction.CommitAsync(cancellation);
        telemetry.Track(BusinessEvents.AnswersRefused(campaign.Key.ToString(), Answer, outcome));
        return AnswerReceipt.Of(campaign, participant, SlackUserId, outcome);
    }
}
