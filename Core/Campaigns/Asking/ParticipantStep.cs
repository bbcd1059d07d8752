namespace OAuthAttest.Campaigns.Asking;

/// <summary>What is to be done next about one participant.</summary>
public enum ParticipantStep
{
    /// <summary>Nothing before <see cref="ParticipantPlan.At"/>, unless something happens.</summary>
    Wait = 1,

    /// <summary>Send the question.</summary>
    Ask = 2,

    /// <summary>Send a reminder that links the question.</summary>
    Remind = 3,

    /// <summary>Ask the manager in the person's place.</summary>
    AskDelegate = 4,

    /// <summary>Tell that scopes grew after an answer, so that the grants are asked again.</summary>
    TellScopesGrew = 5,

    /// <summary>Bring the sent messages up to the committed answers.</summary>
    Repaint = 6,

    /// <summary>Everything is answered and the correction window is over.</summary>
    MarkDone = 7,

    /// <summary>Take the buttons away: no answer counts any more.</summary>
    PaintClosed = 8,

    /// <summary>There is nothing more to do.</summary>
    End = 9,

    /// <summary>Remind whoever was asked in the person's place; it links their own message.</summary>
    RemindDelegate = 10,
}

/// <summary>What a step needs of Slack, and so how it is paced.</summary>
public static class ParticipantSteps
{
    public static bool Posts(this ParticipantStep step) =>
        step is ParticipantStep.Ask or ParticipantStep.Remind or ParticipantStep.RemindDelegate or ParticipantStep.AskDelegate or ParticipantStep.TellScopesGrew;

    public static bool Repaints(this ParticipantStep step) => step is ParticipantStep.Repaint or ParticipantStep.PaintClosed;
}

/// <param name="Step">What is to be done.</param>
/// <param name="At">Not before then: the send slot, or when to look again.</param>
/// <param name="CampaignIsComplete">True when nobody of the campaign is left to wait for.</param>
/// <param name="Slot">The send slot that was given for the step; null where none was needed or it is not due yet.</param>
public sealed record ParticipantPlan(ParticipantStep Step, DateTimeOffset At, bool CampaignIsComplete = false, SendSlot? Slot = null);
