using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Dispatch.Paging;

/// <summary>Records what became of a page. Locks in the common order: incident, audit head.</summary>
public sealed class PageRecorder(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    IBusinessTelemetry telemetry
)
{
    private const string Actor = "system";

    /// <summary>PagerDuty accepted the page.</summary>
    internal async Task RecordPageAsync(AcceptedPage page, CancellationToken cancellation)
    {
        var (incident, now) = (page.Incident, page.Now);
        var route = page.Route == PagerDutyRoute.Fallback ? PageRoute.Fallback : PageRoute.Primary;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (isFirst, alert) = await SettleAsync(transaction, page, route, cancellation);
        if (isFirst)
        {
            var paged = Evidence(
                AuditKinds.IncidentPaged,
                incident,
                ("route", route.ToString()),
                ("alert", page.Number),
                ("attempt", page.Attempt),
                ("consents", page.Memory.Consents)
            );
            await AuditLog.AppendAndCommitAsync(transaction, now, [paged], cancellation, FollowUps(page, alert));
        }
        else
        {
            await transaction.CommitAsync(cancellation);
        }
        if (isFirst && page.Number == 1 && !incident.IsDrill)
            telemetry.Track(BusinessEvents.EscalationPaged(incident.Provider.ToString(), route, page.Attempt, now - incident.OpenedAt));
    }

    /// <summary>PagerDuty accepted an update with a new count.</summary>
    internal Task RecordUpdateAsync(Incident incident, EscalationEffect effect, PageMemory memory, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [
                Statements.Of($"UPDATE incidents SET told_consents = {memory.Consents} WHERE id = {incident.Id}"),
                EffectOutbox.Noting(effect.Id, EffectRows.Write(memory)),
            ],
            cancellation
        );

    /// <summary>The URL of the PagerDuty incident was found.</summary>
    /// <returns>The incident's facts after it.</returns>
    internal Task<IncidentFacts> RecordLinkAsync(
        Incident incident,
        EscalationEffect effect,
        PagerDutyIncidentLink link,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var url = link.Url.AbsoluteUri;
        return IncidentFacts.ReadAsync(
            database,
            incident.Id,
            now,
            cancellation,
            [
                // Not if a newer alert was wanted meanwhile: then the row is settled, and the link would be the older alert's.
                Statements.Of(
                    $"""
                    UPDATE incidents SET pager_duty_incident_id = {link.Id}, pager_duty_url = {url}, revision = revision + 1
                    WHERE id = {incident.Id}
                        AND EXISTS (SELECT 1 FROM escalation_outbox WHERE id = {effect.Id} AND state = ANY({EffectRows.OpenNames}))
                    """
                ),
                EffectOutbox.Settling(effect.Id, EffectState.Done, EffectRows.Write(new { link.Id, Url = url }), null, now),
            ]
        );
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
        var open = await db.Effects.AsNoTracking().WhereOpen().Where(e => e.IncidentId == incident.Id).ToListAsync(cancellation);
        await db.ExecuteAsync(
            open.Where(effect => PagerPlanner.IsPagerDutys(effect.Kind))
                .Select(effect => EffectOutbox.Settling(effect.Id, EffectState.Skipped, null, "no page was accepted", now)),
            cancellation
        );
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

    /// <summary>Settles the page, and locks its incident and the alert that was perhaps wanted because no page came through.</summary>
    /// <returns>Whether it is the incident's first accepted page, and that alert.</returns>
    private static async Task<(bool IsFirst, FailedAlert? Alert)> SettleAsync(
        NpgsqlTransaction transaction,
        AcceptedPage page,
        PageRoute route,
        CancellationToken cancellation
    )
    {
        var failedKey = EffectKeys.PageFailedAlert(IncidentKeys.AlertKey(page.Incident.DedupKey, page.Number));
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                Statements.Of(
                    $"""
                    UPDATE incidents SET paged_at = coalesce(paged_at, {page.Now}), page_route = {route},
                        told_consents = {page.Memory.Consents}
                    WHERE id = {page.Incident.Id} AND page_route = {PageRoute.None}
                    RETURNING id
                    """
                ),
                Statements.Of($"SELECT state, attempts FROM escalation_outbox WHERE key = {failedKey} FOR UPDATE"),
                EffectOutbox.Settling(page.Effect.Id, EffectState.Done, EffectRows.Write(page.Memory), null, page.Now),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var isFirst = await reader.ReadAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var alert = await reader.ReadAsync(cancellation)
            ? new FailedAlert(failedKey, reader.Named<EffectState>(0), reader.GetInt32(1))
            : null;
        await reader.NextResultAsync(cancellation);
        return (isFirst, alert);
    }

    private static List<NpgsqlBatchCommand> FollowUps(AcceptedPage page, FailedAlert? alert)
    {
        var incident = page.Incident;
        var alertKey = IncidentKeys.AlertKey(incident.DedupKey, page.Number);
        List<NpgsqlBatchCommand> commands =
        [
            // One accepted page is enough: the other key is no longer tried.
            Statements.Of(
                $"""
                UPDATE escalation_outbox SET state = {EffectState.Failed}, done_at = {page.Now}
                WHERE incident_id = {incident.Id} AND kind = {OtherOf(page.Effect.Kind)} AND state = ANY({EffectRows.OpenNames})
                """
            ),
        ];
        List<EscalationEffect> wanted = [];
        if (!incident.IsDrill)
        {
            var key = EffectKeys.DatadogMetric("page", IncidentKeys.EscalationKeyOf(incident.DedupKey)!);
            wanted.Add(EffectOutbox.New(key, EffectKind.DatadogMetric, incident.Id, page.Now));
        }
        if (page.WantsLink)
            wanted.Add(EffectOutbox.New(EffectKeys.PageLink(alertKey), EffectKind.PageLink, incident.Id, page.Now));
        if (alert is { State: EffectState.Pending, Attempts: 0 })
        {
            commands.Add(
                Statements.Of(
                    $"UPDATE escalation_outbox SET state = {EffectState.Skipped}, done_at = {page.Now} WHERE key = {alert.Key}"
                )
            );
        }
        else if (alert is { State: not EffectState.Skipped })
        {
            // It may have been posted: a note in its thread follows.
            var note = new NoteOrder { Note = NoteKind.PageLate, At = page.Now };
            var key = EffectKeys.SlackNote("page-late", alertKey);
            wanted.Add(EffectOutbox.New(key, EffectKind.SlackNote, incident.Id, page.Now, payload: EffectRows.Write(note)));
        }
        if (wanted.Count > 0)
            commands.Add(EffectOutbox.Adding(wanted));
        return commands;
    }

    private static AuditEntry Evidence(string kind, Incident incident, params (string Name, object? Value)[] data) =>
        new(kind, $"incident/{incident.DedupKey}", Actor, data.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal));

    private sealed record FailedAlert(string Key, EffectState State, int Attempts);
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
