using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Dispatch.Metrics;

/// <summary>
/// Sends an incident's events and metrics to Datadog, many rows at a time. Datadog has no idempotency key: an attempt with an unknown
/// outcome is repeated after its lease, and may count twice.
/// </summary>
public sealed partial class DatadogDispatcher(
    IDbContextFactory<OAuthAttestDb> databases,
    EffectOutbox outbox,
    DatadogComposer composer,
    IDatadog datadog,
    IBusinessTelemetry telemetry,
    TimeProvider clock,
    ILogger<DatadogDispatcher> logger
)
{
    private const int RowsATurn = 50;
    private const int MostAttempts = 15;
    private static readonly EffectKind[] Kinds = [EffectKind.DatadogEvent, EffectKind.DatadogMetric];
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Sends what is due, and returns when the next row is due.</summary>
    /// <param name="incidentId">Null: the rows that belong to no incident.</param>
    public async Task<DispatchResult> AdvanceAsync(long? incidentId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!datadog.IsConfigured)
            await SkipAsync(incidentId, now, cancellation);
        else
            await SendAsync(incidentId, await ReadDueAsync(incidentId, now, cancellation), now, cancellation);
        if (incidentId is { } id)
        {
            var at = clock.GetUtcNow();
            var facts = await IncidentFacts.ReadAsync(databases, id, cancellation);
            return new DispatchResult(facts.DatadogAt, facts.DatadogAt is null && facts.IsResolved, IncidentSchedule.Plan(facts, at));
        }
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return new DispatchResult(await Open(db, null).Select(e => (DateTimeOffset?)e.NextAttemptAt).MinAsync(cancellation));
    }

    private async Task SendAsync(long? incidentId, IReadOnlyList<DatadogRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            if (await outbox.ClaimAsync(row.Effect, now, Lease, cancellation) is not { } claim)
                continue;
            if (await SendOneAsync(row, claim, cancellation) is { } later)
            {
                // Datadog is down for the other rows too.
                await HoldAsync(incidentId, later, cancellation);
                return;
            }
        }
    }

    // Null: the row is settled; otherwise the time of the next attempt.
    private async Task<DateTimeOffset?> SendOneAsync(DatadogRow row, EffectClaim claim, CancellationToken cancellation)
    {
        try
        {
            if (row.Effect.Kind == EffectKind.DatadogEvent)
            {
                var head = await HeadAsync(cancellation);
                await datadog.SendEventAsync(composer.Event(row.Consent, row.Decision!, row.Incident!, head), cancellation);
            }
            else
            {
                await datadog.SendMetricsAsync(Points(row), cancellation);
            }
            await outbox.SettleAsync(claim.Id, EffectState.Done, null, null, clock.GetUtcNow(), CancellationToken.None);
            return null;
        }
        catch (DatadogUnavailableException e) when (claim.Attempt < MostAttempts)
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(claim.Attempt - 1, 10));
            pause = e.RetryAfter > pause ? e.RetryAfter.Value : pause;
            var at = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            await outbox.PostponeAsync(claim, at, e.Message, null, CancellationToken.None);
            return at;
        }
        catch (DatadogException e)
        {
            LogGivenUp(logger, row.Effect.Key, e.GetType().Name);
            await outbox.SettleAsync(claim.Id, EffectState.Failed, null, e.Message, clock.GetUtcNow(), CancellationToken.None);
            telemetry.Track(BusinessEvents.DeliveryGivenUp(row.Effect.Kind));
            return null;
        }
    }

    private async Task<ChainHead> HeadAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.OpenConnectionAsync(cancellation);
        return await AuditLog.HeadAsync((NpgsqlConnection)db.Database.GetDbConnection(), cancellation);
    }

    private IReadOnlyList<DatadogPoint> Points(DatadogRow row)
    {
        var now = clock.GetUtcNow();
        return row.Effect.Key.Split(':')[1] switch
        {
            "drill" => [DatadogComposer.Drill(row.Consent)],
            "arrival" => DatadogComposer.Arrival(row.Consent, row.Decision!),
            "page" => [DatadogComposer.Seconds("seconds_to_page", row.Incident!.PagedAt ?? now, row.Consent, row.Decision!)],
            "acknowledgement" =>
            [
                DatadogComposer.Seconds(
                    "seconds_to_acknowledgement",
                    row.Incident!.AcknowledgedAt ?? row.Incident.ResolvedAt ?? now,
                    row.Consent,
                    row.Decision!
                ),
            ],
            "missed-push" => [DatadogComposer.MissedPush(row.Consent, now)],
            var other => throw new InvalidOperationException($"Nothing is measured by {other}."),
        };
    }

    private async Task<IReadOnlyList<DatadogRow>> ReadDueAsync(long? incidentId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var effects = await Open(db, incidentId)
            .Where(e => e.NextAttemptAt <= now)
            .OrderBy(e => e.Id)
            .Take(RowsATurn)
            .ToListAsync(cancellation);
        var openers = effects.Where(e => e.ConsentId is null).Select(e => e.Key.Split(':', 3)[2]).ToList();
        var ids = effects.Select(e => e.ConsentId).OfType<long>().ToList();
        var consents = await db.Consents.AsNoTracking().Where(c => ids.Contains(c.Id) || openers.Contains(c.Key)).ToListAsync(cancellation);
        ids = consents.ConvertAll(consent => consent.Id);
        var decisions = await db
            .Escalations.AsNoTracking()
            .Where(e => ids.Contains(e.ConsentId))
            .ToDictionaryAsync(e => e.ConsentId, cancellation);
        var incident = incidentId is null
            ? null
            : await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == incidentId, cancellation);
        return
        [
            .. from effect in effects
               let consent = consents.Single(c => effect.ConsentId is { } id ? c.Id == id : c.Key == effect.Key.Split(':', 3)[2])
               select new DatadogRow(effect, consent, decisions.GetValueOrDefault(consent.Id), incident),
        ];
    }

    private async Task SkipAsync(long? incidentId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Open(db, incidentId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(e => e.State, EffectState.Skipped)
                        .SetProperty(e => e.DoneAt, now)
                        .SetProperty(e => e.LastError, "Datadog is not configured"),
                cancellation
            );
    }

    private async Task HoldAsync(long? incidentId, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Open(db, incidentId).Where(e => e.State == EffectState.Pending && e.NextAttemptAt < until)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.NextAttemptAt, until), cancellation);
    }

    private static IQueryable<EscalationEffect> Open(OAuthAttestDb db, long? incidentId) =>
        db.Effects.AsNoTracking().WhereOpen().Where(e => e.IncidentId == incidentId && Kinds.Contains(e.Kind));

    private sealed record DatadogRow(EscalationEffect Effect, Consents.ConsentRecord Consent, Escalation? Decision, Incident? Incident);

    [LoggerMessage(3321, LogLevel.Warning, "Datadog did not take {EffectKey} ({ErrorType}): it is not tried again")]
    private static partial void LogGivenUp(ILogger logger, string effectKey, string errorType);
}
