using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations.Consents;
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
    private const int RowsAClaim = 10;
    private const int MostAttempts = 15;
    private static readonly EffectKind[] Kinds = [EffectKind.DatadogEvent, EffectKind.DatadogMetric];
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private static readonly QueryPerModel<Func<OAuthAttestDb, long?, DateTimeOffset, IAsyncEnumerable<DueRow>>> Due = new(() =>
        EF.CompileAsyncQuery(
            (OAuthAttestDb db, long? incidentId, DateTimeOffset now) =>
                (
                    from effect in db.Effects.AsNoTracking().Where(EffectRows.Open)
                    where effect.IncidentId == incidentId && Kinds.Contains(effect.Kind) && effect.NextAttemptAt <= now
                    join incident in db.Incidents.AsNoTracking() on effect.IncidentId equals incident.Id into incidents
                    from incident in incidents.DefaultIfEmpty()
                    orderby effect.Id
                    select new DueRow(effect, incident)
                ).Take(RowsATurn)
        )
    );

    private static readonly QueryPerModel<Func<OAuthAttestDb, long[], string[], IAsyncEnumerable<ToldConsent>>> Told = new(() =>
        EF.CompileAsyncQuery(
            (OAuthAttestDb db, long[] ids, string[] openers) =>
                from consent in db.Consents.AsNoTracking()
                where ids.Contains(consent.Id) || openers.Contains(consent.Key)
                join decision in db.Escalations.AsNoTracking() on consent.Id equals decision.ConsentId into decisions
                from decision in decisions.DefaultIfEmpty()
                select new ToldConsent(consent, decision)
        )
    );

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
        foreach (var some in rows.Chunk(RowsAClaim))
        {
            var claimed = await ClaimAsync(some, now, cancellation);
            if (await SendAllAsync(claimed, cancellation) is { } later)
            {
                // Datadog is down for the other rows too.
                await HoldAsync(incidentId, later, cancellation);
                return;
            }
        }
    }

    /// <summary>Each event in a call of its own, all metrics in one; what was taken is settled together.</summary>
    /// <returns>Null: all rows are settled; otherwise the time of the next attempt.</returns>
    private async Task<DateTimeOffset?> SendAllAsync(IReadOnlyList<DatadogRow> rows, CancellationToken cancellation)
    {
        var metrics = rows.Where(row => row.Effect.Kind == EffectKind.DatadogMetric).ToList();
        var calls = rows.Except(metrics).Select(row => new List<DatadogRow> { row }).ToList();
        if (metrics.Count > 0)
            calls.Add(metrics);
        var (head, taken) = (rows.Count > metrics.Count ? await HeadAsync(cancellation) : null, new List<long>());
        var later = await SendEachAsync(calls, head, taken, cancellation);
        await outbox.SettleAsync(taken, clock.GetUtcNow(), CancellationToken.None);
        return later;
    }

    /// <summary>One call after another, until one must wait: then the rest is given back, because nothing was sent for it.</summary>
    private async Task<DateTimeOffset?> SendEachAsync(
        IReadOnlyList<IReadOnlyList<DatadogRow>> calls,
        ChainHead? head,
        List<long> taken,
        CancellationToken cancellation
    )
    {
        for (var i = 0; i < calls.Count; i++)
        {
            if (await SendAsync(calls[i], head, taken, cancellation) is not { } later)
                continue;
            var rest = calls.Skip(i + 1).SelectMany(call => call).Select(row => row.Claim);
            await outbox.ReleaseAsync([.. rest], later, CancellationToken.None);
            return later;
        }
        return null;
    }

    private async Task<DateTimeOffset?> SendAsync(
        IReadOnlyList<DatadogRow> call,
        ChainHead? head,
        List<long> taken,
        CancellationToken cancellation
    )
    {
        try
        {
            if (call[0].Effect.Kind == EffectKind.DatadogEvent)
                await datadog.SendEventAsync(composer.Event(call[0].Consent, call[0].Decision!, call[0].Incident!, head!), cancellation);
            else
                await datadog.SendMetricsAsync([.. call.SelectMany(Points)], cancellation);
            taken.AddRange(call.Select(row => row.Effect.Id));
            return null;
        }
        catch (DatadogRejectedException) when (call.Count > 1)
        {
            // One point that is refused refuses its whole call.
            return await SendEachAsync([.. call.Select(row => new[] { row })], head, taken, cancellation);
        }
        catch (DatadogUnavailableException e) when (call.Max(row => row.Effect.Attempts) + 1 is var attempt && attempt < MostAttempts)
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(attempt - 1, 10));
            pause = e.RetryAfter > pause ? e.RetryAfter.Value : pause;
            var at = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            foreach (var row in call)
                await outbox.PostponeAsync(row.Claim, at, e.Message, null, CancellationToken.None);
            return at;
        }
        catch (DatadogException e)
        {
            foreach (var row in call)
            {
                LogGivenUp(logger, row.Effect.Key, e.GetType().Name);
                await outbox.SettleAsync(row.Effect.Id, EffectState.Failed, null, e.Message, clock.GetUtcNow(), CancellationToken.None);
                telemetry.Track(BusinessEvents.DeliveryGivenUp(row.Effect.Kind));
            }
            return null;
        }
    }

    /// <summary>Those that nobody else has claimed; the lease is long enough for all their calls.</summary>
    private async Task<IReadOnlyList<DatadogRow>> ClaimAsync(
        IReadOnlyList<DatadogRow> rows,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var calls = rows.Count(row => row.Effect.Kind == EffectKind.DatadogEvent) + 1;
        var claimed = await outbox.ClaimAsync([.. rows.Select(row => row.Effect)], now, Lease * calls, cancellation);
        return [.. rows.Where(row => claimed.Contains(row.Effect.Id))];
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
        var due = new List<DueRow>();
        await foreach (var row in Due.For(db)(db, incidentId, now.ToUniversalTime()).WithCancellation(cancellation))
            due.Add(row);
        if (due.Count == 0)
            return [];
        var openers = due.Where(row => row.Effect.ConsentId is null).Select(row => OpenerOf(row.Effect)).ToArray();
        var ids = due.Select(row => row.Effect.ConsentId).OfType<long>().ToArray();
        var told = new List<ToldConsent>();
        await foreach (var row in Told.For(db)(db, ids, openers).WithCancellation(cancellation))
            told.Add(row);
        return
        [
            .. from row in due
               let of = told.Single(t => row.Effect.ConsentId is { } id ? t.Consent.Id == id : t.Consent.Key == OpenerOf(row.Effect))
               select new DatadogRow(row.Effect, of.Consent, of.Decision, row.Incident),
        ];
    }

    private static string OpenerOf(EscalationEffect effect) => effect.Key.Split(':', 3)[2];

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

    private sealed record DueRow(EscalationEffect Effect, Incident? Incident);

    private sealed record ToldConsent(ConsentRecord Consent, Escalation? Decision);

    private sealed record DatadogRow(EscalationEffect Effect, ConsentRecord Consent, Escalation? Decision, Incident? Incident)
    {
        public EffectClaim Claim => new(Effect.Id, Effect.Attempts + 1);
    }

    [LoggerMessage(3321, LogLevel.Warning, "Datadog did not take {EffectKey} ({ErrorType}): it is not tried again")]
    private static partial void LogGivenUp(ILogger logger, string effectKey, string errorType);
}
