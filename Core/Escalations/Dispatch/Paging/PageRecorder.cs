using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Dispatch.Paging;

/// <summary>Records what became of a page. Locks in the common order: incident, audit head.</summary>
public sealed class PageRecorder(IDbContextFactory<OAuthAttestDb> databases, IBusinessTelemetry telemetry)
{
    private const string Actor = "system";

    /// <summary>PagerDuty accepted the page.</summary>
    internal async Task RecordPageAsync(AcceptedPage page, CancellationToken cancellation)
    {
        var (incident, now) = (page.Incident, page.Now);
        var route = page.Route == PagerDutyRoute.Fallback ? PageRoute.Fallback : PageRoute.Primary;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var isFirst =
            await db
                .Incidents.Where(i => i.Id == incident.Id && i.PageRoute == PageRoute.None)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(i => i.PagedAt, i => i.PagedAt ?? now)
                            .SetProperty(i => i.PageRoute, route)
                            .SetProperty(i => i.ToldConsents, page.Memory.Consents),
                    cancellation
                ) == 1;
        await EffectOutbox.SettleAsync(db, page.Effect.Id, EffectState.Done, EffectRows.Write(page.Memory), null, now, cancellation);
        if (isFirst)
        {
            await CloseOtherAsync(db, page, cancellation);
            await EffectOutbox.AddAsync(db, await FollowUpsAsync(db, page, cancellation), cancellation);
        }
        await AuditLog.AppendAndCommitAsync(
            db,
            now,
            isFirst
                ?
                [
                    Evidence(
                        AuditKinds.IncidentPaged,
                        incident,
                        ("route", route.ToString()),
                        ("alert", page.Number),
                        ("attempt", page.Attempt),
                        ("consents", page.Memory.Consents)
                    ),
                ]
                : [],
            cancellation
        );
        if (isFirst && page.Number == 1 && !incident.IsDrill)
            telemetry.Track(BusinessEvents.EscalationPaged(incident.Provider.ToString(), route, page.Attempt, now - incident.OpenedAt));
    }

    /// <summary>PagerDuty accepted an update with a new count.</summary>
    internal async Task RecordUpdateAsync(Incident incident, EscalationEffect effect, PageMemory memory, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db
            .Incidents.Where(i => i.Id == incident.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.ToldConsents, memory.Consents), cancellation);
        var json = EffectRows.Write(memory);
        await db.Effects.Where(e => e.Id == effect.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.Result, json), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The URL of the PagerDuty incident was found.</summary>
    internal async Task RecordLinkAsync(
        Incident incident,
        EscalationEffect effect,
        PagerDutyIncidentLink link,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var url = link.Url.AbsoluteUri;
        // Not if a newer alert was wanted meanwhile: then the row is settled, and the link would be the older alert's.
        await db
            .Incidents.Where(i => i.Id == incident.Id && db.Effects.Where(EffectRows.Open).Any(e => e.Id == effect.Id))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(i => i.PagerDutyIncidentId, link.Id)
                        .SetProperty(i => i.PagerDutyUrl, url)
                        .SetProperty(i => i.Revision, i => i.Revision + 1),
                cancellation
            );
        await EffectOutbox.SettleAsync(
            db,
            effect.Id,
            EffectState.Done,
            EffectRows.Write(new { link.Id, Url = url }),
            null,
            now,
            cancellation
        );
        await transaction.CommitAsync(cancellation);
    }

    public async Task WantAsync(Incident incident, EffectKind kind, string key, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(incident);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await EffectOutbox.AddAsync(db, [EffectOutbox.New(key, kind, incident.Id, now)], cancellation);
    }

    /// <summary>The attempts with every key failed: an alert in the security channel is wanted.</summary>
    public async Task WantAlertAsync(Incident incident, string alertKey, string? error, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(incident);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await EffectOutbox.AddAsync(
            db,
            [EffectOutbox.New(EffectKeys.PageFailedAlert(alertKey), EffectKind.PageFailedAlert, incident.Id, now)],
            cancellation
        );
        await AuditLog.AppendAndCommitAsync(db, now, [Evidence(AuditKinds.IncidentPageFailed, incident, ("error", error))], cancellation);
        if (!incident.IsDrill)
            telemetry.Track(BusinessEvents.EscalationPageFailed(incident.Provider.ToString()));
    }

    /// <summary>Somebody resolved it before a page was accepted.</summary>
    public async Task AbandonAsync(Incident incident, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(incident);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        foreach (
            var effect in await db.Effects.AsNoTracking().WhereOpen().Where(e => e.IncidentId == incident.Id).ToListAsync(cancellation)
        )
        {
            if (PagerPlanner.IsPagerDutys(effect.Kind))
            {
                await EffectOutbox.SettleAsync(
                    db,
                    effect.Id,
                    EffectState.Skipped,
                    null,
                    "no page was accepted",
                    now,
                    cancellation
                );
            }
        }
    }

    /// <summary>PagerDuty refused the page with one key: with the other one the page without its details is due at once.</summary>
    internal async Task HastenOtherAsync(Incident incident, EscalationEffect refused, DateTimeOffset now, CancellationToken cancellation)
    {
        var other = OtherOf(refused.Kind);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db
            .Effects.WhereOpen()
            .Where(e => e.IncidentId == incident.Id && e.Kind == other && e.NextAttemptAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.NextAttemptAt, now), cancellation);
    }

    private static EffectKind OtherOf(EffectKind page) => page == EffectKind.PageFallback ? EffectKind.Page : EffectKind.PageFallback;

    // One accepted page is enough: the other key is no longer tried.
    private static async Task CloseOtherAsync(OAuthAttestDb db, AcceptedPage page, CancellationToken cancellation)
    {
        var other = OtherOf(page.Effect.Kind);
        await db
            .Effects.WhereOpen()
            .Where(e => e.IncidentId == page.Incident.Id && e.Kind == other)
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.State, EffectState.Failed).SetProperty(e => e.DoneAt, page.Now),
                cancellation
            );
    }

    private static async Task<List<EscalationEffect>> FollowUpsAsync(OAuthAttestDb db, AcceptedPage page, CancellationToken cancellation)
    {
        var incident = page.Incident;
        var alertKey = IncidentKeys.AlertKey(incident.DedupKey, page.Number);
        List<EscalationEffect> wanted = [];
        if (!incident.IsDrill)
        {
            wanted.Add(
                EffectOutbox.New(
                    EffectKeys.DatadogMetric("page", IncidentKeys.EscalationKeyOf(incident.DedupKey)!),
                    EffectKind.DatadogMetric,
                    incident.Id,
                    page.Now
                )
            );
        }
        if (page.WantsLink)
            wanted.Add(EffectOutbox.New(EffectKeys.PageLink(alertKey), EffectKind.PageLink, incident.Id, page.Now));
        // An alert that was never attempted is skipped; if it may have been posted, a note in its thread follows.
        var failedKey = EffectKeys.PageFailedAlert(alertKey);
        var alerts = db.Effects.Where(e => e.Key == failedKey);
        await alerts
            .Where(e => e.State == EffectState.Pending && e.Attempts == 0)
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.State, EffectState.Skipped).SetProperty(e => e.DoneAt, page.Now),
                cancellation
            );
        if (await alerts.AnyAsync(e => e.State != EffectState.Skipped, cancellation))
        {
            wanted.Add(
                EffectOutbox.New(
                    EffectKeys.SlackNote("page-late", alertKey),
                    EffectKind.SlackNote,
                    incident.Id,
                    page.Now,
                    payload: EffectRows.Write(new NoteOrder { Note = NoteKind.PageLate, At = page.Now })
                )
            );
        }
        return wanted;
    }

    private static AuditEntry Evidence(string kind, Incident incident, params (string Name, object? Value)[] data) =>
        new(kind, $"incident/{incident.DedupKey}", Actor, data.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal));
}

/// <param name="Number">Which of the incident's alerts, from 1.</param>
/// <param name="Attempt">Which attempt it was.</param>
/// <param name="Memory">What the page contained.</param>
/// <param name="WantsLink">A key to read the incident's link is configured.</param>
internal sealed record AcceptedPage(
    Incident Incident,
    int Number,
    EscalationEffect Effect,
    int Attempt,
    PagerDutyRoute Route,
    PageMemory Memory,
    bool WantsLink,
    DateTimeOffset Now
);
