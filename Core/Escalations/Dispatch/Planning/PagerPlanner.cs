using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>
/// Decides what PagerDuty is sent next. The page: quick attempts with the first key, then with the fallback key. Then the alert in the
/// security channel is wanted, and both keys are retried every few minutes until one is accepted or somebody resolves the incident.
/// </summary>
internal static class PagerPlanner
{
    public const int QuickAttempts = 3;

    /// <summary>PagerDuty accepts about 120 calls a minute with one key, and a page that changes more often helps nobody.</summary>
    public static readonly TimeSpan UpdateGap = TimeSpan.FromSeconds(30);

    /// <summary>The longest time for the quick attempts of one key: after it the other key is tried.</summary>
    private static readonly TimeSpan QuickTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SlowPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public static PagerMove Next(IncidentFacts facts, bool hasFallback, DateTimeOffset now)
    {
        var moves = facts.Incident.PageRoute != PageRoute.None ? Paged(facts)
            : facts.IsResolved ? Abandoned(facts)
            : Unpaged(facts, hasFallback);
        if (facts.Incident.IsDrill && !facts.IsResolved)
            moves = moves.Append(new PagerMove(PagerStep.EndDrill, DrillEndsAt(facts.Incident)));
        // The move with the earliest time; of several that are due now the first one listed.
        return moves.Select(move => move.At < now ? move with { At = now } : move).MinBy(move => move.At)
            ?? new PagerMove(PagerStep.None, DateTimeOffset.MaxValue);
    }

    /// <summary>When a failed attempt is repeated, and whether the quick attempts are used up.</summary>
    /// <param name="attempt">The one that failed, from 1.</param>
    /// <param name="retryAfter">What PagerDuty asked for.</param>
    /// <param name="refused">PagerDuty refused the page as it was sent.</param>
    /// <param name="isBare">It was sent without its details: there is nothing left to leave out.</param>
    public static (DateTimeOffset At, bool GaveUpQuickly) AfterFailure(
        EscalationEffect effect,
        int attempt,
        TimeSpan? retryAfter,
        bool refused,
        DateTimeOffset now,
        bool isBare = false
    )
    {
        var memory = effect.Remembered<PageMemory>();
        // The same page would be refused again, the bare one may not be.
        if (refused && !isBare)
            return (now, memory.GaveUpQuickly);
        if (attempt >= QuickAttempts || memory.GaveUpQuickly || refused)
        {
            var slow = Min(SlowPause * Math.Pow(2, Math.Clamp(attempt - QuickAttempts, 0, 10)), LongestPause);
            return (now + Min(Max(slow, retryAfter ?? TimeSpan.Zero), LongestPause), true);
        }
        var pause = Max(attempt == 1 ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(8), retryAfter ?? TimeSpan.Zero);
        return now + pause > effect.CreatedAt + QuickTime ? (now + Max(SlowPause, Min(pause, LongestPause)), true) : (now + pause, false);
    }

    private static IEnumerable<PagerMove> Unpaged(IncidentFacts facts, bool hasFallback)
    {
        if (facts.FindOpen(EffectKind.Page) is not { } page)
        {
            // An incident that is not paged has nothing to acknowledge at PagerDuty.
            if (facts.Find(EffectKind.Page) is null && facts.Effects.Any(effect => effect.IsOpen() && IsPagerDutys(effect.Kind)))
                yield return new PagerMove(PagerStep.Abandon, DateTimeOffset.MinValue);
            yield break;
        }
        var fallback = facts.Find(EffectKind.PageFallback);
        if (IsQuick(page))
        {
            yield return new PagerMove(PagerStep.Page, page.NextAttemptAt, page);
            yield break;
        }
        if (hasFallback && fallback is null)
        {
            yield return new PagerMove(PagerStep.WantFallback, DateTimeOffset.MinValue);
            yield break;
        }
        var owesBare = OwesBare(facts, page);
        if (fallback is not null && fallback.IsOpen())
        {
            yield return new PagerMove(PagerStep.Page, fallback.NextAttemptAt, fallback);
            if (IsQuick(fallback) && !owesBare)
                yield break;
            owesBare |= OwesBare(facts, fallback);
        }
        // No alert while a page without its details is still to be tried: it is due at once.
        if (!owesBare && facts.Find(EffectKind.PageFailedAlert) is null)
            yield return new PagerMove(PagerStep.WantAlert, DateTimeOffset.MinValue);
        yield return new PagerMove(PagerStep.Page, page.NextAttemptAt, page);
    }

    private static DateTimeOffset DrillEndsAt(Incident drill) =>
        drill.State == IncidentState.Acknowledged && drill.AcknowledgedAt is { } at ? at + Drill.Shown : drill.OpenedAt + Drill.Patience;

    /// <summary>A page was refused, with this key or another, and this one was not sent without its details yet.</summary>
    private static bool OwesBare(IncidentFacts facts, EscalationEffect page) =>
        IsRefused(facts) && !page.Remembered<PageMemory>().WasSentBare;

    /// <summary>PagerDuty refused the page with one of the keys: it is sent without its details from then on.</summary>
    public static bool IsRefused(IncidentFacts facts) =>
        facts.Effects.Any(effect =>
            effect.Kind is EffectKind.Page or EffectKind.PageFallback
            && facts.IsCurrent(effect)
            && effect.Remembered<PageMemory>().WasRefused
        );

    private static IEnumerable<PagerMove> Paged(IncidentFacts facts)
    {
        if (facts.FindOpen(EffectKind.PageLink) is { } link)
            yield return new PagerMove(PagerStep.FindLink, link.NextAttemptAt, link);
        if (facts.FindOpen(EffectKind.PagerDutyAcknowledge) is { } acknowledge)
            yield return new PagerMove(PagerStep.Acknowledge, acknowledge.NextAttemptAt, acknowledge);
        if (facts.FindOpen(EffectKind.PagerDutyResolve) is { } resolve)
            yield return new PagerMove(PagerStep.Resolve, resolve.NextAttemptAt, resolve);
        // A trigger after the resolve would open a new alert.
        if (!facts.IsResolved && Accepted(facts) is { } accepted && UpdateAt(facts, accepted) is { } at)
            yield return new PagerMove(PagerStep.Update, at, accepted);
    }

    private static IEnumerable<PagerMove> Abandoned(IncidentFacts facts)
    {
        if (facts.FindOpen(EffectKind.PagerDutyResolve) is { } resolve && Raised(facts).Any())
            yield return new PagerMove(PagerStep.Resolve, resolve.NextAttemptAt, resolve);
        else if (facts.Effects.Any(effect => effect.IsOpen() && IsPagerDutys(effect.Kind)))
            yield return new PagerMove(PagerStep.Abandon, DateTimeOffset.MinValue);
    }

    /// <summary>The row of the newest alert's accepted page.</summary>
    public static EscalationEffect? Accepted(IncidentFacts facts) =>
        facts.Find(facts.Incident.PageRoute == PageRoute.Fallback ? EffectKind.PageFallback : EffectKind.Page);

    /// <summary>
    /// The pages of all alerts that were accepted, and those whose outcome is unknown: not accepted as far as we know, but they may have
    /// arrived.
    /// </summary>
    public static IEnumerable<EscalationEffect> Raised(IncidentFacts facts) =>
        facts.Effects.Where(effect =>
            effect.Kind is EffectKind.Page or EffectKind.PageFallback
            && (effect.State == EffectState.Done || effect.Remembered<PageMemory>().MayHaveArrived)
        );

    public static bool IsPagerDutys(EffectKind kind) =>
        kind
            is EffectKind.Page
                or EffectKind.PageFallback
                or EffectKind.PageLink
                or EffectKind.PagerDutyAcknowledge
                or EffectKind.PagerDutyResolve;

    private static DateTimeOffset? UpdateAt(IncidentFacts facts, EscalationEffect accepted)
    {
        var told = accepted.Remembered<PageMemory>();
        var toldAt = told.ToldAt ?? accepted.CreatedAt;
        var at = told.Revision < facts.OpenerRevision
            ? toldAt + UpdateGap
            : GrowthThrottle.NextAt(told.Consents, toldAt, facts.Incident.Consents, UpdateGap);
        return at is { } due && told.UpdateAgainAt is { } again && again > due ? again : at;
    }

    private static bool IsQuick(EscalationEffect effect) =>
        effect.IsOpen() && effect.Attempts < QuickAttempts && !effect.Remembered<PageMemory>().GaveUpQuickly;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
