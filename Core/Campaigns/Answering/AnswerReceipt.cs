namespace OAuthAttest.Campaigns.Answering;

/// <summary>What became of a click, and what there is to repaint.</summary>
public sealed record AnswerReceipt
{
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>Whose grant it is; null when the click named nothing that exists.</summary>
    public Respondent? Respondent { get; init; }

    /// <summary>True when this click, or one that says the same, counted before: nothing was written.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>How many grants got this answer now.</summary>
    public int Answered { get; init; }

    /// <summary>True when the person has still something to answer, as before: nothing but the message has changed for the orchestration.</summary>
    public bool LeavesOpen { get; init; }

    /// <summary>The participant's revision after the click: what a repainted message shows.</summary>
    public int Revision { get; init; }

    /// <summary>True when the person's message is not the only one to repaint: somebody answers beside them.</summary>
    public bool HasDelegate { get; init; }

    /// <summary>True when the click came from the one who answers for the person.</summary>
    public bool ByDelegate { get; init; }

    public bool IsAccepted => Outcome == DecisionOutcome.Accepted;

    /// <summary>True when the participant's orchestration has something to look at.</summary>
    public bool HasChanged => IsAccepted && !IsRepeat && Respondent is not null;
}
