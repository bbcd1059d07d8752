using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Dispatch.Paging;

/// <summary>
/// Sends PagerDuty everything about one incident, one event after another. Each call carries the incident's one dedup key, so a
/// repeated call changes nothing there, and no lease is needed.
/// </summary>
public sealed partial class PagerDutyDispatcher(
    NpgsqlDataSource database,
    EffectOutbox outbox,
    PageRecorder recorder,
    IncidentReader incidents,
    IncidentService service,
    PageComposer composer,
    IPagerDutyEvents events,
    IPagerDutyIncidents links,
    IOptions<PagerDutyOptions> options,
    IBusinessTelemetry telemetry,
    TimeProvider clock,
    ILogger<PagerDutyDispatcher> logger
)
{
    private const int StepsATurn = 10;
    private const int LinkAttempts = 7;
    private static readonly TimeSpan MirrorPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestMirrorPause = TimeSpan.FromMinutes(5);

    /// <summary>Sends what is due, and returns when the next row is due.</summary>
    public async Task<DispatchResult> AdvanceAsync(long incidentId, CancellationToken cancellation)
    {
        var facts = await IncidentFacts.ReadAsync(database, incidentId, clock.GetUtcNow(), cancellation);
        for (var step = 0; ; step++)
        {
            var now = facts.At;
            var move = PagerPlanner.Next(facts, !string.IsNullOrEmpty(options.Value.FallbackRoutingKey), now);
            var hasDueBeside = IncidentSchedule.HasDueBeside(OutboxChannel.PagerDuty, facts, now);
            if (move.Step == PagerStep.None)
                return new DispatchResult(null, facts.IsResolved || hasDueBeside, IncidentSchedule.Plan(facts, now));
            if (move.At > now || step == StepsATurn)
                return new DispatchResult(move.At, hasDueBeside, IncidentSchedule.Plan(facts, now));
            facts = await TakeAsync(move, facts, now, cancellation)
                ?? await IncidentFacts.ReadAsync(database, incidentId, clock.GetUtcNow(), cancellation);
        }
    }

    /// <summary>
    /// The first attempt of a new incident's page, on the shortest way: the decision has claimed it and says what to tell, so the call is
    /// next. Everything after it is up to <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <param name="onCalling">Called once all is prepared, right before the call.</param>
    public async Task PageFirstAsync(OpenedIncident opened, Action onCalling, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(opened);
        ArgumentNullException.ThrowIfNull(onCalling);
        if (opened is not { Page: { } effect, Incident: var incident })
            return;
        var now = clock.GetUtcNow();
        var view = new IncidentView(incident, [incidents.View(opened.Consent, opened.Decision)], incident.Consents);
        var page = Compose(view, PagerDutyRoute.Primary, incident.DedupKey, news: null, now)
            ?? new ComposedPage(
                composer.ComposeBare(incident, PagerDutyRoute.Primary), incident.Consents, opened.Decision.Revision, IsBare: true);
        onCalling();
        await SendAsync(effect, new EffectClaim(effect.Id, effect.Attempts), incident, 1, page, now, cancellation);
    }

    /// <returns>The facts after it, where they were read with what it recorded.</returns>
    private async Task<IncidentFacts?> TakeAsync(PagerMove move, IncidentFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        switch (move.Step)
        {
            case PagerStep.Page:
                await PageAsync(move.Effect!, facts, now, cancellation);
                break;
            case PagerStep.WantFallback:
                await recorder.WantAsync(
                    facts.Incident,
                    EffectKind.PageFallback,
                    EffectKeys.PageFallback(facts.AlertKey),
                    now,
                    cancellation
                );
                break;
            case PagerStep.WantAlert:
                LogPageFailed(logger, facts.Incident.DedupKey, facts.Find(EffectKind.Page)?.LastError);
                await recorder.WantAlertAsync(
                    facts.Incident,
                    facts.AlertKey,
                    facts.Find(EffectKind.Page)?.LastError,
                    now,
                    cancellation
                );
                break;
            case PagerStep.FindLink:
                return await FindLinkAsync(move.Effect!, facts, now, cancellation);
            case PagerStep.Update:
                await UpdateAsync(move.Effect!, facts, now, cancellation);
                break;
            case PagerStep.Acknowledge:
                await MirrorAsync(move.Effect!, facts, PagerDutyAction.Acknowledge, now, cancellation);
                break;
            case PagerStep.Resolve:
                await MirrorAsync(move.Effect!, facts, PagerDutyAction.Resolve, now, cancellation);
                break;
            case PagerStep.EndDrill:
                await service.EndDrillAsync(facts.Incident.Id, now, cancellation);
                break;
            default:
                await recorder.AbandonAsync(facts.Incident, now, cancellation);
                break;
        }
        return null;
    }

    private async Task PageAsync(EscalationEffect effect, IncidentFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        var page = await ComposeAsync(facts, RouteOf(effect), now, cancellation);
        if (await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is { } claim)
            await SendAsync(effect, claim, facts.Incident, facts.Alert, page, now, cancellation);
    }

    private async Task SendAsync(
        EscalationEffect effect,
        EffectClaim claim,
        Incident incident,
        int alert,
        ComposedPage page,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var route = RouteOf(effect);
        var memory = effect.Remembered<PageMemory>();
        try
        {
            var accepted = await events.SendAsync(page.Event, cancellation);
            // Recorded even while the host shuts down, because PagerDuty has accepted the page.
            var told = memory with
            {
                DedupKey = accepted.DedupKey,
                Consents = page.Consents,
                Revision = page.Revision,
                ToldAt = now,
                MayHaveArrived = false,
                WasSentBare = page.IsBare,
            };
            await recorder.RecordPageAsync(
                new AcceptedPage(incident, alert, effect, claim.Attempt, route, told, links.IsConfigured, clock.GetUtcNow()),
                CancellationToken.None
            );
        }
        catch (PagerDutyException e)
        {
            var isRefused = e is PagerDutyRejectedException;
            // Before this row says that it was refused: if the host dies between the two, the other key is only tried sooner.
            if (isRefused && !page.IsBare)
                await recorder.HastenOtherAsync(incident, effect, clock.GetUtcNow(), CancellationToken.None);
            var (at, gaveUp) = PagerPlanner.AfterFailure(
                effect,
                claim.Attempt,
                (e as PagerDutyThrottledException)?.RetryAfter,
                isRefused,
                clock.GetUtcNow(),
                page.IsBare
            );
            LogAttemptFailed(logger, incident.DedupKey, route, claim.Attempt, e.GetType().Name);
            memory = memory with
            {
                GaveUpQuickly = gaveUp,
                MayHaveArrived = memory.MayHaveArrived || e is PagerDutyUnavailableException,
                WasRefused = memory.WasRefused || isRefused,
                WasSentBare = memory.WasSentBare || page.IsBare,
            };
            await outbox.PostponeAsync(claim, at, e.Message, EffectRows.Write(memory), CancellationToken.None);
        }
    }

    /// <summary>
    /// The page. Falls back to the bare page if the full one cannot be composed or PagerDuty refused it: the responder must be paged in any
    /// case.
    /// </summary>
    private async Task<ComposedPage> ComposeAsync(
        IncidentFacts facts,
        PagerDutyRoute route,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!PagerPlanner.IsRefused(facts))
        {
            try
            {
                var view = await ViewAsync(facts.Incident.Id, cancellation);
                var news = facts.Find(EffectKind.Page)?.Ordered<PageOrder>() is { } order
                    ? await incidents.ReadConsentAsync(order.ConsentId, cancellation)
                    : null;
                if (Compose(view, route, facts.AlertKey, news, now) is { } full)
                    return full;
            }
            catch (Exception e) when (e is not OperationCanceledException && !DatabaseOutage.IsCauseOf(e))
            {
                LogBare(logger, e, facts.Incident.DedupKey);
            }
        }
        var bare = composer.ComposeBare(facts.Incident, route) with { DedupKey = facts.AlertKey };
        return new ComposedPage(bare, facts.Incident.Consents, facts.OpenerRevision, IsBare: true);
    }

    /// <returns>Null: it cannot be put together.</returns>
    private ComposedPage? Compose(IncidentView view, PagerDutyRoute route, string alertKey, ConsentView? news, DateTimeOffset now)
    {
        try
        {
            var full = composer.Compose(view, route, now, news) with { DedupKey = alertKey };
            return new ComposedPage(full, view.Total, view.First.Decision.Revision, IsBare: false);
        }
        catch (Exception e)
        {
            LogBare(logger, e, view.Incident.DedupKey);
            return null;
        }
    }

    /// <summary>Sends the same alert with a new count; a failure here does not count as a failed page.</summary>
    private async Task UpdateAsync(EscalationEffect effect, IncidentFacts facts, DateTimeOffset now, CancellationToken cancellation)
    {
        var memory = effect.Remembered<PageMemory>();
        var page = await ComposeAsync(facts, RouteOf(effect), now, cancellation);
        try
        {
            await events.SendAsync(page.Event, cancellation);
            memory = memory with
            {
                Consents = page.Consents,
                Revision = page.Revision,
                ToldAt = clock.GetUtcNow(),
                UpdatesFailed = 0,
                UpdateAgainAt = null,
            };
            await recorder.RecordUpdateAsync(facts.Incident, effect, memory, CancellationToken.None);
        }
        catch (PagerDutyException e)
        {
            LogAttemptFailed(logger, facts.Incident.DedupKey, RouteOf(effect), effect.Attempts, e.GetType().Name);
            var failed = memory.UpdatesFailed + 1;
            var isRefused = e is PagerDutyRejectedException;
            memory = memory with
            {
                UpdatesFailed = failed,
                UpdateAgainAt = clock.GetUtcNow() + (isRefused && !page.IsBare ? TimeSpan.Zero : Pause(failed, e)),
                WasRefused = memory.WasRefused || isRefused,
            };
            await outbox.NoteAsync(effect.Id, EffectRows.Write(memory), CancellationToken.None);
        }
    }

    private async Task MirrorAsync(
        EscalationEffect effect,
        IncidentFacts facts,
        PagerDutyAction action,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (action == PagerDutyAction.Acknowledge && facts.Incident.State != IncidentState.Acknowledged)
        {
            await outbox.SettleAsync(effect.Id, EffectState.Skipped, null, "no longer acknowledged", now, cancellation);
            return;
        }
        if (await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is not { } claim)
            return;
        try
        {
            var refusal = await MoveAllAsync(facts, action, cancellation);
            await outbox.SettleAsync(
                effect.Id,
                refusal is null ? EffectState.Done : EffectState.Failed,
                null,
                refusal,
                clock.GetUtcNow(),
                CancellationToken.None
            );
            if (refusal is not null)
                telemetry.Track(BusinessEvents.DeliveryGivenUp(effect.Kind));
        }
        catch (PagerDutyException e)
        {
            await outbox.PostponeAsync(claim, clock.GetUtcNow() + Pause(claim.Attempt, e), e.Message, null, CancellationToken.None);
        }
    }

    /// <summary>Every alert of the incident, with every key that may have one: what one refuses, the others still get.</summary>
    /// <returns>A refusal; null when there was none.</returns>
    private async Task<string?> MoveAllAsync(IncidentFacts facts, PagerDutyAction action, CancellationToken cancellation)
    {
        string? refusal = null;
        foreach (var page in PagerPlanner.Raised(facts).OrderByDescending(page => page.State == EffectState.Done))
        {
            try
            {
                await events.SendAsync(PageComposer.Move(EffectKeys.AlertOf(page), RouteOf(page), action), cancellation);
            }
            catch (PagerDutyRejectedException e)
            {
                refusal = e.Message;
            }
        }
        return refusal;
    }

    private async Task<IncidentFacts?> FindLinkAsync(
        EscalationEffect effect,
        IncidentFacts facts,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is not { } claim)
            return null;
        string error;
        TimeSpan? asked = null;
        try
        {
            if (await links.FindAsync(facts.AlertKey, cancellation) is { } link)
            {
                return await recorder.RecordLinkAsync(facts.Incident, effect, link, clock.GetUtcNow(), CancellationToken.None);
            }
            error = "PagerDuty has no incident for it yet";
        }
        catch (PagerDutyException e)
        {
            (error, asked) = (e.Message, (e as PagerDutyThrottledException)?.RetryAfter);
        }
        if (claim.Attempt >= LinkAttempts)
        {
            await outbox.SettleAsync(effect.Id, EffectState.Failed, null, error, clock.GetUtcNow(), CancellationToken.None);
        }
        else
        {
            await outbox.PostponeAsync(
                claim,
                clock.GetUtcNow() + (asked ?? TimeSpan.FromSeconds(Math.Pow(2, claim.Attempt))),
                error,
                null,
                CancellationToken.None
            );
        }
        return null;
    }

    private async Task<IncidentView> ViewAsync(long incidentId, CancellationToken cancellation) =>
        await incidents.ReadAsync(incidentId, cancellation) ?? throw new InvalidOperationException($"There is no incident {incidentId}.");

    /// <param name="Consents">The number of consents that it tells of.</param>
    /// <param name="Revision">The opening consent's revision that it tells of.</param>
    /// <param name="IsBare">Without its details.</param>
    private sealed record ComposedPage(PagerDutyEvent Event, int Consents, int Revision, bool IsBare);

    private static PagerDutyRoute RouteOf(EscalationEffect effect) =>
        effect.Kind == EffectKind.PageFallback ? PagerDutyRoute.Fallback : PagerDutyRoute.Primary;

    private static TimeSpan Pause(int attempt, PagerDutyException e)
    {
        var asked = (e as PagerDutyThrottledException)?.RetryAfter ?? TimeSpan.Zero;
        var pause = MirrorPause * Math.Pow(2, Math.Min(attempt - 1, 10));
        pause = pause > asked ? pause : asked;
        return pause < LongestMirrorPause ? pause : LongestMirrorPause;
    }

    [LoggerMessage(3301, LogLevel.Warning, "Page {DedupKey}: attempt {Attempt} with the {Route} key failed ({ErrorType})")]
    private static partial void LogAttemptFailed(ILogger logger, string dedupKey, PagerDutyRoute route, int attempt, string errorType);

    [LoggerMessage(
        3302,
        LogLevel.Error,
        "Page {DedupKey} FAILED with every routing key ({Error}): the channel is alerted, and PagerDuty is tried on"
    )]
    private static partial void LogPageFailed(ILogger logger, string dedupKey, string? error);

    [LoggerMessage(3303, LogLevel.Error, "Page {DedupKey} could not be put together as it should be: a bare one is sent")]
    private static partial void LogBare(ILogger logger, Exception e, string dedupKey);
}
