using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

internal enum SlackStep
{
    None = 0,

    /// <summary>Post a message.</summary>
    Post,

    UpdateSummary,
    UpdateDetails,

    /// <summary>The changes are not visible in the message, or cannot be shown: only record the revision.</summary>
    MarkUpdated,
}

/// <param name="At">Not before this.</param>
internal sealed record SlackMove(SlackStep Step, DateTimeOffset At, EscalationEffect? Effect = null);

/// <summary>Decides what is posted in the security channel next: first the alert, then summary, details, notes, then updates.</summary>
internal static class SlackPlanner
{
    /// <summary>A Slack channel accepts about one message a second, and updating more often than this helps nobody.</summary>
    private static readonly TimeSpan GrowthGap = TimeSpan.FromSeconds(5);

    // The move with the earliest time; of several that are due now the first one listed.
    public static SlackMove Next(IncidentFacts facts, DateTimeOffset now) =>
        Moves(facts).Select(move => move.At < now ? move with { At = now } : move).MinBy(move => move.At)
        ?? new SlackMove(SlackStep.None, DateTimeOffset.MaxValue);

    private static IEnumerable<SlackMove> Moves(IncidentFacts facts)
    {
        if (facts.FindOpen(EffectKind.PageFailedAlert) is { } alert)
            yield return Post(alert);
        if (facts.FindOpen(EffectKind.SlackSummary) is { } wanted)
        {
            // Details and notes belong in the summary's thread and wait for it.
            yield return Post(wanted);
            yield break;
        }
        if (facts.FindOpen(EffectKind.SlackDetails) is { } details)
            yield return Post(details);
        foreach (var note in facts.Effects.Where(effect => effect.Kind == EffectKind.SlackNote && effect.IsOpen()))
            yield return Post(note);
        if (Update(facts) is { } update)
            yield return update;
    }

    private static SlackMove? Update(IncidentFacts facts)
    {
        var incident = facts.Incident;
        if (facts.Find(EffectKind.SlackSummary) is not { State: EffectState.Done } summary)
            return incident.PaintedRevision < incident.Revision ? new SlackMove(SlackStep.MarkUpdated, DateTimeOffset.MinValue) : null;
        var shown = summary.Remembered<SummaryMemory>();
        if (DetailsAt(facts) is { Step: SlackStep.UpdateDetails } details)
            return details;
        var at = shown.Shown != ShownState.Of(incident)
            ? DateTimeOffset.MinValue
            : GrowthThrottle.NextAt(shown.Consents, shown.PaintedAt ?? summary.CreatedAt, incident.Consents, GrowthGap);
        if (at is { } due)
            return new SlackMove(SlackStep.UpdateSummary, shown.PaintAgainAt is { } again && again > due ? again : due, summary);
        return incident.PaintedRevision < incident.Revision ? new SlackMove(SlackStep.MarkUpdated, DateTimeOffset.MinValue) : null;
    }

    private static SlackMove? DetailsAt(IncidentFacts facts)
    {
        if (facts.Find(EffectKind.SlackDetails) is not { State: EffectState.Done } details)
            return null;
        var shown = details.Remembered<SummaryMemory>();
        return shown.Revision < facts.OpenerRevision
            ? new SlackMove(SlackStep.UpdateDetails, shown.PaintAgainAt ?? DateTimeOffset.MinValue, details)
            : null;
    }

    private static SlackMove Post(EscalationEffect effect) => new(SlackStep.Post, effect.NextAttemptAt, effect);
}
