using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// Counts how often each record could not be read, and sets it aside after <see cref="PollingOptions.RecordAttempts"/> polls: redacted,
/// with its time, the problem and its digest.
/// </summary>
public sealed partial class HeldRecords(
    IDbContextFactory<OAuthAttestDb> databases,
    IOptions<PollingOptions> options,
    IBusinessTelemetry telemetry,
    ILogger<HeldRecords> logger
)
{
    internal const int LongestProblem = 300;

    // A provider that writes a record differently each time, or a new unreadable one at every poll, would hold the watermark for ever.
    private const int LongestHold = 3;

    /// <summary>Records one page's unreadable records; call it once for a page of a poll.</summary>
    /// <param name="heldPolls">See <see cref="PollWatermark.HeldPolls"/>.</param>
    /// <param name="now">The poll's time: a record that is in it twice counts once.</param>
    /// <returns>How many hold the watermark.</returns>
    public async Task<int> RecordAsync(
        ConsentSource source,
        FeedPart part,
        IReadOnlyList<UnreadableEntry> entries,
        int heldPolls,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (entries.Count == 0)
            return 0;
        var rows = entries
            .Select(entry => new Row(
                RecordRedaction.Digest(entry.Record),
                WireText.Cut(entry.Problem, LongestProblem),
                RecordRedaction.Time(entry.Record)?.UtcDateTime,
                RecordRedaction.Redact(entry.Record)
            ))
            .DistinctBy(row => row.Digest).ToList();
        var digests = rows.ConvertAll(row => row.Digest);
        var attempts = heldPolls + 1 >= LongestHold * options.Value.RecordAttempts ? 0 : options.Value.RecordAttempts;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await CountAsync(db, source, part, rows, now, cancellation);
        var due = await db
            .HeldRecords.Where(r =>
                r.Source == source && digests.Contains(r.Digest) && r.SetAsideAt == null && r.Attempts >= attempts
            )
            .OrderBy(r => r.Digest).ToListAsync(cancellation);
        foreach (var record in due)
            record.SetAsideAt = now;
        await db.SaveChangesAsync(cancellation);
        var holding = await db.HeldRecords.CountAsync(
            r => r.Source == source && digests.Contains(r.Digest) && r.SetAsideAt == null, cancellation);
        await AuditLog.AppendAsync(db, now, due.ConvertAll(Entry), cancellation);
        await transaction.CommitAsync(cancellation);
        if (due.Count > 0)
        {
            LogSetAside(logger, due.Count, source, due[0].Problem);
            telemetry.Track(BusinessEvents.RecordsWereSetAside(source, due.Count));
        }
        return holding;
    }

    /// <summary>Forgets what was unreadable and is not any more: the log was read to its end, and nothing held the watermark.</summary>
    public async Task ForgetReadAsync(ConsentSource source, FeedPart part, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.HeldRecords.Where(r => r.Source == source && r.Part == part && r.SetAsideAt == null).ExecuteDeleteAsync(cancellation);
    }

    private static Task<int> CountAsync(
        OAuthAttestDb db,
        ConsentSource source,
        FeedPart part,
        List<Row> rows,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var at = now.ToUniversalTime();
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO held_records AS r
                (source, part, digest, problem, occurred_at, redacted, first_seen_at, last_seen_at, attempts)
            SELECT {source.ToString()}, {part.ToString()}, digest, problem, occurred, redacted::jsonb, {at}, {at}, 1
            FROM unnest({rows.ConvertAll(row => row.Digest)}, {rows.ConvertAll(row => row.Problem)},
                {rows.ConvertAll(row => row.OccurredAt)}, {rows.ConvertAll(row => row.Redacted)})
                AS seen (digest, problem, occurred, redacted)
            ORDER BY digest
            ON CONFLICT (source, digest) DO UPDATE SET
                attempts = r.attempts + 1, last_seen_at = excluded.last_seen_at, problem = excluded.problem
            WHERE r.set_aside_at IS NULL AND r.last_seen_at < excluded.last_seen_at
            """,
            cancellation);
    }

    private static AuditEntry Entry(HeldRecord record) =>
        new(
            AuditKinds.FeedRecordSetAside,
            $"feed/{record.Source.Slug()}",
            $"poll/{record.Source.Slug()}",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["attempts"] = record.Attempts,
                ["digest"] = record.Digest,
                ["occurredAt"] = record.OccurredAt,
                ["problem"] = record.Problem,
            }
        );

    private sealed record Row(string Digest, string Problem, DateTime? OccurredAt, string Redacted);

    [LoggerMessage(
        5133,
        LogLevel.Error,
        "{Count} records in the log of {Source} could not be read and were set aside ({Problem}): each may be a consent nobody has seen"
    )]
    private static partial void LogSetAside(ILogger logger, int count, ConsentSource source, string problem);
}
