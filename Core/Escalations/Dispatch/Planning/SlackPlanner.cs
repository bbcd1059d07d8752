using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

internal enum SlackStep
{
    None = 0,

    /// <summary>A message that is wanted.</summary>
    Post,

    PaintSummary,
    PaintDetails,

    /// <summary>What changed is not shown, or cannot be: remember that.</summary>
    MarkPainted,
}

/// <param name="At">Not before this.</param>
internal sealed record SlackMove(SlackStep Step, DateTimeOffset At, EscalationEffect? Effect = null);

/// <summary>What the security channel is told next: the alert before all, then summary, details, notes, then what has changed.</summary>
internal static class SlackPlanner
{
    /// <summary>A channel takes about one message a second, and a repaint more often than this helps nobody.</summary>
    private static readonly TimeSpan GrowthGap = TimeSpan.FromSeconds(5);

    // Of all that is due the first counts.
    public static SlackMove Next(IncidentFacts facts, DateTimeOffset now) =>
        Moves(facts).Select(move => move.At < now ? move with { At = now } : move).MinBy(move => move.At) ?? new SlackMove(SlackStep.None, DateTimeOffset.MaxValue);

    private static IEnumerable<SlackMove> Moves(IncidentFacts facts)
    {
        if (facts.FindOpen(EffectKind.PageFailedAlert) is { } alert)
            yield return Post(alert);
        if (facts.FindOpen(EffectKind.SlackSummary) is { } wanted)
        {
            // What belongs into its thread waits for it.
            yield return Post(wanted);
            yield break;
        }
        if (facts.FindOpen(EffectKind.SlackDetails) is { } details)
            yield return Post(details);
        foreach (var note in facts.Effects.Where(effect => effect.Kind == EffectKind.SlackNote && effect.IsOpen()))
            yield return Post(note);
        if (Paint(facts) is { } paint)
            yield return paint;
    }

    private static SlackMove? Paint(IncidentFacts facts)
    {
        var incident = facts.Incident;
        if (facts.Find(EffectKind.SlackSummary) is not { State: EffectState.Done } summary)
            return incident.PaintedRevision < incident.Revision ? new SlackMove(SlackStep.MarkPainted, DateTimeOffset.MinValue) : null;
        var shown = summary.Remembered<SummaryMemory>();
        if (DetailsAt(facts) is { Step: SlackStep.PaintDetails } details)
            return details;
        var at = shown.Shown != ShownState.Of(incident)
            ? DateTimeOffset.MinValue
            : GrowthThrottle.NextAt(shown.Consents, shown.PaintedAt ?? summary.CreatedAt, incident.Consents, GrowthGap);
        if (at is { } due)
            return new SlackMove(SlackStep.PaintSummary, shown.PaintAgainAt is { } again && again > due ? again : due, summary);
        return incident.PaintedRevision < incident.Revision ? new SlackMove(SlackStep.MarkPainted, DateTimeOffset.MinValue) : null;
    }

    private static SlackMove? DetailsAt(IncidentFacts facts)
    {
        if (facts.Find(EffectKind.SlackDetails) is not { State: EffectState.Done } details)
            return null;
        var shown = details.Remembered<SummaryMemory>();
        return shown.Revision < facts.OpenerRevision ? new SlackMove(SlackStep.PaintDetails, shown.PaintAgainAt ?? DateTimeOffset.MinValue, details) : null;
    }

    private static SlackMove Post(EscalationEffect effect) => new(SlackStep.Post, effect.NextAttemptAt, effect);
}
