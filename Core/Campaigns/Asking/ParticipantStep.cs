namespace OAuthAttest.Campaigns.Asking;

/// <summary>The next step for one participant.</summary>
public enum ParticipantStep
{
    /// <summary>Nothing to do before <see cref="ParticipantPlan.At"/>, unless a wake-up arrives.</summary>
    Wait = 1,

    /// <summary>Send the question.</summary>
    Ask = 2,

    /// <summary>Send a reminder that links the question.</summary>
    Remind = 3,

    /// <summary>Ask the manager as delegate.</summary>
    AskDelegate = 4,

    /// <summary>Notify the person that scopes grew after an answer, so that the grants are asked again.</summary>
    TellScopesGrew = 5,

    /// <summary>Update the sent messages to the committed answers.</summary>
    Repaint = 6,

    /// <summary>Everything is answered and the correction window is over.</summary>
    MarkDone = 7,

    /// <summary>Remove the buttons: no answer counts any more.</summary>
    PaintClosed = 8,

    /// <summary>There is nothing more to do.</summary>
    End = 9,

    /// <summary>Remind the delegate; the reminder links the delegate's own message.</summary>
    RemindDelegate = 10,
}

/// <summary>Which kind of Slack call a step makes, and so how it is paced.</summary>
public static class ParticipantSteps
{
    public static bool Posts(this ParticipantStep step) =>
        step
            is ParticipantStep.Ask
                or ParticipantStep.Remind
                or ParticipantStep.RemindDelegate
                or ParticipantStep.AskDelegate
                or ParticipantStep.TellScopesGrew;

    /// <summary>Whether the delegate gets the message, and not the person.</summary>
    public static bool IsForDelegate(this ParticipantStep step) => step is ParticipantStep.AskDelegate or ParticipantStep.RemindDelegate;

    public static bool Repaints(this ParticipantStep step) => step is ParticipantStep.Repaint or ParticipantStep.PaintClosed;
}

/// <param name="Step">The step.</param>
/// <param name="At">The earliest time for the step: its send slot, or when to check again.</param>
/// <param name="CampaignIsComplete">True when no participant of the campaign is left to wait for.</param>
/// <param name="Slot">The send slot that was reserved for the step; null where none is needed or the step is not due yet.</param>
public sealed record ParticipantPlan(ParticipantStep Step, DateTimeOffset At, bool CampaignIsComplete = false, SendSlot? Slot = null);
