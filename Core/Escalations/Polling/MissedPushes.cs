using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// Reports consents that a poll found and whose push did not arrive within the grace period: by metric, log and audit entry, once each.
/// The consents themselves were escalated when the poll found them.
/// </summary>
public sealed partial class MissedPushes(
    IDbContextFactory<OAuthAttestDb> databases,
    IOptions<EscalationOptions> escalation,
    IOptions<ConsentsOptions> consents,
    IBusinessTelemetry telemetry,
    ILogger<MissedPushes> logger
)
{
    private const int RowsACommit = 200;

    /// <returns>How many were reported.</returns>
    public async Task<int> ReportAsync(ConsentSource source, DateTimeOffset now, CancellationToken cancellation)
    {
        // If the source's webhook is not configured, no push can be missing.
        if (!consents.Value.Of(source).IsConfigured)
            return 0;
        var all = 0;
        while (true)
        {
            var reported = await ReportSomeAsync(source, now, cancellation);
            all += reported;
            if (reported < RowsACommit)
                break;
        }
        if (all > 0)
        {
            LogMissed(logger, all, source);
            telemetry.Track(BusinessEvents.PushesWereMissed(source, all));
        }
        return all;
    }

    private async Task<int> ReportSomeAsync(ConsentSource source, DateTimeOffset now, CancellationToken cancellation)
    {
        var late = (now - escalation.Value.PushGrace).ToUniversalTime();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Rows locked by another process are skipped, because that process reports them.
        var locked = await db
            .Database.SqlQuery<long>(
                $"""
                SELECT id AS "Value" FROM consents
                WHERE source = {source.ToString()} AND polled_at <= {late} AND pushed_at IS NULL AND missed_push_reported_at IS NULL
                    AND is_push_expected
                ORDER BY id LIMIT {RowsACommit} FOR UPDATE SKIP LOCKED
                """
            )
            .ToListAsync(cancellation);
        if (locked.Count == 0)
            return 0;
        var rows = await db.Consents.Where(row => locked.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(cancellation);
        foreach (var row in rows)
            row.MissedPushReportedAt = now;
        await db.SaveChangesAsync(cancellation);
        await EffectOutbox.AddAsync(
            db,
            rows.ConvertAll(row =>
                EffectOutbox.New(EffectKeys.DatadogMetric("missed-push", row.Key), EffectKind.DatadogMetric, incidentId: null, now, row.Id)
            ),
            cancellation
        );
        await AuditLog.AppendAsync(db, now, rows.ConvertAll(Entry), cancellation);
        await transaction.CommitAsync(cancellation);
        return rows.Count;
    }

    private static AuditEntry Entry(ConsentRecord row) =>
        new(
            AuditKinds.ConsentPushMissed,
            $"consent/{row.Key}",
            $"poll/{row.Source.Slug()}",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["eventKey"] = row.EventKey,
                ["occurredAt"] = row.Facts.OccurredAt,
                ["polledAt"] = row.PolledAt,
            }
        );

    [LoggerMessage(
        5132,
        LogLevel.Warning,
        "{Count} consents of {Source} were found by the poll and never pushed: look at the source's delivery"
    )]
    private static partial void LogMissed(ILogger logger, int count, ConsentSource source);
}
