namespace OAuthAttest.Campaigns.Answering;

/// <summary>The result of a click, and which messages have to be updated.</summary>
public sealed record AnswerReceipt
{
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>The participant whose grant it is; null when the click names no existing grant.</summary>
    public Respondent? Respondent { get; init; }

    /// <summary>True when this click, or an earlier one with the same answer, already counted: nothing was written.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>How many grants got this answer with this click.</summary>
    public int Answered { get; init; }

    /// <summary>
    /// True when the person had open grants before the click and still has: for the orchestration only the message has changed.
    /// </summary>
    public bool LeavesOpen { get; init; }

    /// <summary>The participant's revision after the click; an updated message shows this revision.</summary>
    public int Revision { get; init; }

    /// <summary>True when a delegate also has a message, so that the person's message is not the only one to update.</summary>
    public bool HasDelegate { get; init; }

    /// <summary>True when the delegate clicked.</summary>
    public bool ByDelegate { get; init; }

    public bool IsAccepted => Outcome == DecisionOutcome.Accepted;

    /// <summary>For the participant as they are after the click.</summary>
    internal static AnswerReceipt Of(Campaign campaign, CampaignParticipant participant, string slackUserId, DecisionOutcome outcome) =>
        new()
        {
            Outcome = outcome,
            Respondent = new Respondent(campaign.Key, campaign.Id, participant.Id, participant.Key),
            Revision = participant.Revision,
            HasDelegate = participant.DelegateSlackUserId is not null,
            ByDelegate = AnswerRules.IsByDelegate(participant, slackUserId),
        };

    /// <summary>True when the click changed rows that the participant's orchestration has to read.</summary>
    public bool HasChanged => IsAccepted && !IsRepeat && Respondent is not null;
}
