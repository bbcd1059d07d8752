namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Decides the next step for one participant from the tables alone: the same facts at the same time give the same step, whatever happened
/// to events, timers and earlier attempts.
/// </summary>
public static class ParticipantPlanner
{
    public static ParticipantPlan Next(ParticipantFacts facts, DateTimeOffset now)
    {
        var step = facts.State switch
        {
            _ when !facts.IsOpenAt(now) => facts.HasMessage ? ParticipantStep.PaintClosed : ParticipantStep.End,
            ParticipantState.Waiting => ParticipantStep.Ask,
            ParticipantState.Unreachable => NextOfUnreachable(facts, now),
            _ => NextOfAsked(facts, now),
        };
        return new ParticipantPlan(step, step == ParticipantStep.Wait ? WakeAt(facts, now) : now);
    }

    /// <summary>
    /// As <see cref="Next"/>, but instead of Wait it returns the step that follows the wait and when it is due. So the orchestration does
    /// not wake only to find out that a step is due. The caller that takes the step checks again whether it is due.
    /// </summary>
    public static ParticipantPlan Ahead(ParticipantFacts facts, DateTimeOffset now)
    {
        var plan = Next(facts, now);
        // Waiting until a date may lead to another wait, but the cut-off always leads to a step, so the loop ends.
        while (plan.Step == ParticipantStep.Wait)
        {
            var next = Next(facts, plan.At);
            // Whom nothing reaches is waited for, and not given up: Slack may have an account of theirs before the cut-off.
            if (next.Step == ParticipantStep.End)
                return plan;
            plan = next;
        }
        return plan;
    }

    /// <summary>The index of the offset whose reminder is due; null when none is. Older offsets that were missed are skipped.</summary>
    public static int? DueReminder(ParticipantFacts facts, DateTimeOffset now) => Due(facts, facts.AskedAt, facts.RemindersSent, now);

    /// <summary>As <see cref="DueReminder"/>, for the delegate: only offsets that fall due after the delegate was asked.</summary>
    public static int? DueDelegateReminder(ParticipantFacts facts, DateTimeOffset now) =>
        facts.HasDelegate ? Due(facts, facts.DelegatedAt, facts.DelegateRemindersSent, now) : null;

    private static int? Due(ParticipantFacts facts, DateTimeOffset? askedAt, int sent, DateTimeOffset now)
    {
        for (var i = facts.Policy.ReminderOffsets.Count - 1; i >= sent; i--)
        {
            var due = facts.OpenedAt + facts.Policy.ReminderOffsets[i];
            // A reminder that fell due before the question was sent is skipped.
            if (due <= now && due > askedAt)
                return i;
        }
        return null;
    }

    private static ParticipantStep NextOfAsked(ParticipantFacts facts, DateTimeOffset now)
    {
        if (facts.NeedsRepaint)
            return ParticipantStep.Repaint;
        if (facts.OwesNotice)
            return ParticipantStep.TellScopesGrew;
        if (facts.OpenCount == 0)
            return facts.State != ParticipantState.Done && DoneAt(facts) <= now ? ParticipantStep.MarkDone : ParticipantStep.Wait;
        if (DueReminder(facts, now) is not null)
            return ParticipantStep.Remind;
        if (DueDelegateReminder(facts, now) is not null)
            return ParticipantStep.RemindDelegate;
        return DelegationAt(facts) <= now ? ParticipantStep.AskDelegate : ParticipantStep.Wait;
    }

    /// <summary>Slack may have an account of the person later; until then the manager answers, where managers are asked.</summary>
    private static ParticipantStep NextOfUnreachable(ParticipantFacts facts, DateTimeOffset now)
    {
        if (facts.NeedsRepaint && facts.HasMessage)
            return ParticipantStep.Repaint;
        if (facts.OpenCount == 0)
            return DoneAt(facts) <= now ? ParticipantStep.MarkDone : ParticipantStep.Wait;
        if (DueDelegateReminder(facts, now) is not null)
            return ParticipantStep.RemindDelegate;
        return DelegationAt(facts) <= now ? ParticipantStep.AskDelegate : ParticipantStep.Wait;
    }

    private static DateTimeOffset WakeAt(ParticipantFacts facts, DateTimeOffset now)
    {
        var wake = facts.ClosesAt;
        if (facts.OpenCount == 0)
            return facts.State == ParticipantState.Done ? wake : Earlier(wake, DoneAt(facts));
        foreach (var offset in facts.Policy.ReminderOffsets)
        {
            if (facts.OpenedAt + offset > now)
                wake = Earlier(wake, facts.OpenedAt + offset);
        }
        return Earlier(wake, DelegationAt(facts));
    }

    private static DateTimeOffset? DoneAt(ParticipantFacts facts) => facts.AnsweredAllAt + facts.Policy.CorrectionWindow;

    private static DateTimeOffset? DelegationAt(ParticipantFacts facts) =>
        facts.DelegatedAt is null ? facts.OpenedAt + facts.Policy.AskManagerAfter : null;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
