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
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    EffectOutbox outbox,
    DatadogComposer composer,
    IDatadog datadog,
    IBusinessTelemetry telemetry,
    TimeProvider clock,
    ILogger<DatadogDispatcher> logger
)
{
    private const int RowsAClaim = 10;
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
        List<NpgsqlBatchCommand> last = [];
        if (!datadog.IsConfigured)
        {
            await SkipAsync(incidentId, now, cancellation);
        }
        else
        {
            var due = await DueForDatadog.ReadAsync(database, incidentId, now, cancellation);
            last.AddRange(await SendAsync(incidentId, due, now, cancellation));
        }
        // What Datadog took is settled even while the host shuts down.
        var token = last.Count > 0 ? CancellationToken.None : cancellation;
        if (incidentId is { } id)
        {
            var facts = await IncidentFacts.ReadAsync(database, id, clock.GetUtcNow(), token, last);
            return new DispatchResult(facts.DatadogAt, facts.DatadogAt is null && facts.IsResolved, IncidentSchedule.Plan(facts, facts.At));
        }
        await database.ExecuteAsync(last, token);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return new DispatchResult(await Open(db, null).Select(e => (DateTimeOffset?)e.NextAttemptAt).MinAsync(cancellation));
    }

    /// <returns>The statement that settles what was taken last, still to be carried out; none where nothing was.</returns>
    private async Task<IReadOnlyList<NpgsqlBatchCommand>> SendAsync(
        long? incidentId,
        IReadOnlyList<DatadogRow> rows,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        List<NpgsqlBatchCommand> settling = [];
        foreach (var some in rows.Chunk(RowsAClaim))
        {
            await database.ExecuteAsync(settling, CancellationToken.None);
            settling.Clear();
            var (claimed, head) = await ClaimAsync(some, now, cancellation);
            var (later, taken) = await SendAllAsync(claimed, head, cancellation);
            if (taken.Count > 0)
                settling.Add(EffectOutbox.Settling(taken, clock.GetUtcNow()));
            if (later is not { } until)
                continue;
            await database.ExecuteAsync(settling, CancellationToken.None);
            // Datadog is down for the other rows too.
            await HoldAsync(incidentId, until, cancellation);
            return [];
        }
        return settling;
    }

    /// <summary>Each event in a call of its own, all metrics in one; what was taken is settled together.</summary>
    /// <returns>When what was not taken is tried again, where there is such; and what was taken, which the caller settles.</returns>
    private async Task<(DateTimeOffset? Later, IReadOnlyList<long> Taken)> SendAllAsync(
        IReadOnlyList<DatadogRow> rows,
        ChainHead head,
        CancellationToken cancellation
    )
    {
        var metrics = rows.Where(row => row.Effect.Kind == EffectKind.DatadogMetric).ToList();
        var calls = rows.Except(metrics).Select(row => new List<DatadogRow> { row }).ToList();
        if (metrics.Count > 0)
            calls.Add(metrics);
        var taken = new List<long>();
        var later = await SendEachAsync(calls, head, taken, cancellation);
        return (later, taken);
    }

    /// <summary>One call after another, until one must wait: then the rest is given back, because nothing was sent for it.</summary>
    private async Task<DateTimeOffset?> SendEachAsync(
        List<List<DatadogRow>> calls,
        ChainHead head,
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
        List<DatadogRow> call,
        ChainHead head,
        List<long> taken,
        CancellationToken cancellation
    )
    {
        try
        {
            if (call[0].Effect.Kind == EffectKind.DatadogEvent)
                await datadog.SendEventAsync(composer.Event(call[0].Consent, call[0].Decision!, call[0].Incident!, head), cancellation);
            else
                await datadog.SendMetricsAsync([.. call.SelectMany(Points)], cancellation);
            taken.AddRange(call.Select(row => row.Effect.Id));
            return null;
        }
        catch (DatadogRejectedException) when (call.Count > 1)
        {
            // One point that is refused refuses its whole call.
            return await SendEachAsync([.. call.Select(row => new List<DatadogRow> { row })], head, taken, cancellation);
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
    private async Task<(IReadOnlyList<DatadogRow> Rows, ChainHead Head)> ClaimAsync(
        IReadOnlyList<DatadogRow> rows,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var calls = rows.Count(row => row.Effect.Kind == EffectKind.DatadogEvent) + 1;
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(EffectOutbox.Claiming([.. rows.Select(row => row.Effect)], now, Lease * calls));
        batch.BatchCommands.Add(AuditLog.ReadingHead());
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var claimed = await EffectOutbox.ReadClaimedAsync(reader, cancellation);
        await reader.NextResultAsync(cancellation);
        return ([.. rows.Where(row => claimed.Contains(row.Effect.Id))], await AuditLog.ReadHeadAsync(reader, cancellation));
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

    [LoggerMessage(3321, LogLevel.Warning, "Datadog did not take {EffectKey} ({ErrorType}): it is not tried again")]
    private static partial void LogGivenUp(ILogger logger, string effectKey, string errorType);
}
