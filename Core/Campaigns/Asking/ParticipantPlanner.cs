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
            ParticipantState.Waiting => PostInTime(facts, now) ?? ParticipantStep.Wait,
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
        if (facts.NeedsRepaint && facts.HasMessage)
            return ParticipantStep.Repaint;
        if (PostInTime(facts, now) is { } post)
            return post;
        var isDone = facts.OpenCount == 0 && facts.State != ParticipantState.Done && DoneAt(facts) <= now;
        return isDone ? ParticipantStep.MarkDone : ParticipantStep.Wait;
    }

    /// <summary>The first message that is due and may go out now: its recipient is at work, or cannot be waited for.</summary>
    private static ParticipantStep? PostInTime(ParticipantFacts facts, DateTimeOffset now)
    {
        foreach (var post in PostsDue(facts, now))
        {
            if (SendingTime.Of(facts, post, now).From <= now)
                return post;
        }
        return null;
    }

    /// <summary>The messages that are due by their dates, whatever the time of day, in the order in which they go out.</summary>
    private static IEnumerable<ParticipantStep> PostsDue(ParticipantFacts facts, DateTimeOffset now)
    {
        if (facts.State == ParticipantState.Waiting)
        {
            yield return ParticipantStep.Ask;
            yield break;
        }
        // Slack may have an account of whom nothing reaches later; until then the manager answers, where managers are asked.
        var isReachable = facts.State != ParticipantState.Unreachable;
        if (isReachable && facts.OwesNotice)
            yield return ParticipantStep.TellScopesGrew;
        if (facts.OpenCount == 0)
            yield break;
        if (isReachable && DueReminder(facts, now) is not null)
            yield return ParticipantStep.Remind;
        if (DueDelegateReminder(facts, now) is not null)
            yield return ParticipantStep.RemindDelegate;
        if (DelegationAt(facts) <= now)
            yield return ParticipantStep.AskDelegate;
    }

    private static DateTimeOffset WakeAt(ParticipantFacts facts, DateTimeOffset now) => Dates(facts)
        .Where(date => date > now)
        .Concat(PostsDue(facts, now).Select(post => SendingTime.Of(facts, post, now).From))
        .Append(facts.ClosesAt)
        .Min();

    /// <summary>The dates that may make a step due.</summary>
    private static IEnumerable<DateTimeOffset> Dates(ParticipantFacts facts)
    {
        if (facts.State == ParticipantState.Waiting)
            return [];
        IEnumerable<DateTimeOffset?> dates = (facts.State, facts.OpenCount) switch
        {
            (ParticipantState.Done, 0) => [],
            (_, 0) => [DoneAt(facts)],
            _ => [.. facts.Policy.ReminderOffsets.Select(offset => (DateTimeOffset?)(facts.OpenedAt + offset)), DelegationAt(facts)],
        };
        return dates.OfType<DateTimeOffset>();
    }

    private static DateTimeOffset? DoneAt(ParticipantFacts facts) => facts.AnsweredAllAt + facts.Policy.CorrectionWindow;

    private static DateTimeOffset? DelegationAt(ParticipantFacts facts) =>
        facts.DelegatedAt is null ? facts.OpenedAt + facts.Policy.AskManagerAfter : null;
}
