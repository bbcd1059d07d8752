using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <param name="Account">Of the part.</param>
public sealed record ReadPart(long AuditId, string Account, string Region);

/// <param name="IsDone">Nothing of the part is left to be read.</param>
/// <param name="Again">Nothing can be read of it before; null: at once.</param>
public sealed record PartRead(bool IsDone, DateTimeOffset? Again = null);

/// <summary>
/// Reads the parts of an audit, a step at a time: what it found, and that it was read, is written together, so a step that is repeated
/// reads only what was not read yet.
/// </summary>
public sealed class AuditParts(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> contexts,
    AuditSources sources,
    ApprovedLists lists,
    VanishedPlaces vanished,
    IOptions<ScopeAuditOptions> options,
    TimeProvider clock
)
{
    private readonly ScopeAuditOptions options = options.Value;

    /// <summary>The parts of which something is still to be read, the first ones.</summary>
    public async Task<IReadOnlyList<ReadPart>> WaitingAsync(long auditId, int most, CancellationToken cancellation)
    {
        var earliest = clock.GetUtcNow() - AuditConclusion.LongestRun;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (!await db.ScopeAudits.AnyAsync(
            run => run.Id == auditId && run.State == AuditRunState.Running && run.StartedAt > earliest, cancellation))
        {
            return [];
        }
        return await db.ScopeAuditParts.Where(part => part.AuditId == auditId && part.Waiting.Length > 0)
            .OrderBy(part => part.Region).ThenBy(part => part.Account).Take(most)
            .Select(part => new ReadPart(part.AuditId, part.Account, part.Region)).ToListAsync(cancellation);
    }

    /// <summary>Reads the next step of a part. May be repeated, and by two workers at once.</summary>
    public async Task<PartRead> ReadAsync(ReadPart read, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var run = await db.ScopeAudits.AsNoTracking().SingleAsync(each => each.Id == read.AuditId, cancellation);
        var part = await db.ScopeAuditParts.AsNoTracking().SingleAsync(
            each => each.AuditId == read.AuditId && each.Account == read.Account && each.Region == read.Region, cancellation);
        var isOver = run.State != AuditRunState.Running || clock.GetUtcNow() - run.StartedAt >= AuditConclusion.LongestRun;
        if (isOver || part.Waiting.Length == 0)
            return new PartRead(IsDone: true);
        var order = OrderOf(run, part);
        var own = await OwnChanges.FindAsync(db, options, order.Earliest, cancellation);
        var (report, step) = await StepAsync(run, order, own, cancellation);
        var before = part.Reading is { } json ? JsonSerializer.Deserialize(json, AuditDocumentsJson.Default.PartReading) : null;
        var reading = ReadingOf(report);
        await SaveAsync(part, report, before?.With(reading) ?? reading, step, cancellation);
        return new PartRead(step.Waiting.Count == 0, step.Again);
    }

    private async Task<(AuditReport Report, PartStep Step)> StepAsync(
        AuditRun run, PartOrder order, IReadOnlyList<ApprovedScope> own, CancellationToken cancellation)
    {
        var registry = QueryRegistry.Load(options.RegistryFile);
        var (approved, problem) = await lists.TryReadAsync(run.StartedAt, cancellation);
        var filter = order.Filter;
        var source = new StepSource(sources.Of(run.Source), order);
        // Which accounts and Regions are read at all is the plan's.
        var ofRecords = filter with { Accounts = [], Regions = [] };
        var report = await new RecordAudit(registry, approved.Besides(own), ofRecords).RunAsync([source], cancellation);
        var step = source.Step!;
        // Where something could not be listed, what is not found may be there.
        var gone = step is { More: { } found, Reading.Errors.Count: 0 }
            ? await vanished.FindAsync(run, filter, found, cancellation)
            : [];
        IReadOnlyList<string> errors = [.. report.Certificate.Errors, .. gone, .. problem is null ? (IEnumerable<string>)[] : [problem]];
        return (report with { Certificate = report.Certificate with { Errors = errors } }, step);
    }

    private static PartOrder OrderOf(AuditRun run, AuditPart part)
    {
        var filter = run.Filter is { } stored
            ? JsonSerializer.Deserialize(stored, AuditDocumentsJson.Default.StoredFilter)!.Whole()
            : new AuditFilter();
        return new PartOrder(run.Key, new LookupWindow(run.WindowFrom, run.WindowUntil), filter, part.Planned)
        {
            IsOfTimer = run.Trigger == AuditTrigger.Timer && run.Filter is null,
        };
    }

    private static PartReading ReadingOf(AuditReport report)
    {
        var certificate = report.Certificate;
        return new PartReading
        {
            RegistryVersion = certificate.RegistryVersion,
            RegistryDigest = certificate.RegistryDigest,
            ApprovedVersion = certificate.ApprovedVersion,
            ApprovedDigest = certificate.ApprovedDigest,
            Records = certificate.Records,
            Matched = certificate.Matched,
            Repeated = certificate.Repeated,
            Malformed = certificate.Malformed,
            Withheld = report.Withheld,
            Spans = [.. certificate.Spans.Select(span => new ReadSpan(span.Account, span.Region, span.Events, span.First, span.Last))],
            Asked = certificate.Asked,
            Athena = certificate.Athena,
            Folders = certificate.Folders,
            Others = certificate.Others,
            NotEntered = certificate.NotEntered,
            Digests = certificate.Folders.Count > 0 ? certificate.Digests : null,
            Errors = certificate.Errors,
        };
    }

    private async Task SaveAsync(
        AuditPart part, AuditReport report, PartReading reading, PartStep step, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // An audit that ended meanwhile has its certificate: nothing is added behind it.
        await using (var running = new NpgsqlCommand("SELECT id FROM scope_audits WHERE id = $1 AND state = 'Running' FOR SHARE"))
        {
            (running.Connection, running.Transaction) = (connection, transaction);
            running.Parameters.Add(new() { Value = part.AuditId });
            if (await running.ExecuteScalarAsync(cancellation) is null)
                return;
        }
        // Of two workers that were given the same step, the first one's answer stays.
        batch.BatchCommands.Add(Statements.Of($"""
            UPDATE scope_audit_parts SET reading = {JsonSerializer.Serialize(reading, AuditDocumentsJson.Default.PartReading)}::jsonb,
                waiting = {step.Waiting.ToArray()}, kept = {step.Kept}::jsonb, read_at = {now}
            WHERE audit_id = {part.AuditId} AND account = {part.Account} AND region = {part.Region} AND waiting = {part.Waiting}
                AND kept IS NOT DISTINCT FROM {part.Kept}::jsonb
            RETURNING audit_id
            """));
        if (await batch.ExecuteScalarAsync(cancellation) is null)
            return;
        if (step.More is { Count: > 0 } more)
            await AddAsync(transaction, part.AuditId, more, cancellation);
        if (report.Findings.Count > 0)
            await AddFindingsAsync(transaction, part.AuditId, report.Findings, now, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Writes parts down; what is there already stays as it is.</summary>
    internal static async Task AddAsync(
        NpgsqlTransaction transaction, long auditId, IReadOnlyList<PlannedPart> parts, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var part in parts)
        {
            batch.BatchCommands.Add(Statements.Of($"""
                INSERT INTO scope_audit_parts (audit_id, account, region, waiting, kept)
                VALUES ({auditId}, {part.Account}, {part.Region}, {part.Waiting.ToArray()}, {part.Kept}::jsonb)
                ON CONFLICT DO NOTHING
                """));
        }
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task AddFindingsAsync(
        NpgsqlTransaction transaction,
        long auditId,
        IReadOnlyList<AuditFinding> findings,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("""
            WITH given AS (
                SELECT DISTINCT ON (event_key) *
                FROM unnest(@keys, @ats, @accounts, @regions, @names, @severities, @changes, @means, @steps, @actions, @verdicts,
                    @rules) AS g (event_key, at, account, region, event_name, severity, change, means, steps, actions, verdict, rule)),
            -- A table of Athena has not all that a record says: what another source told of who it was is not forgotten.
            source AS (SELECT source <> 'Athena' AS is_whole FROM scope_audits WHERE id = @audit),
            known AS (
                INSERT INTO scope_changes (event_key, at, account, region, event_name, severity, change, means, steps, actions, verdict,
                    rule, found_at)
                SELECT event_key, at, account, region, event_name, severity, change::jsonb, means, steps::jsonb, actions::jsonb,
                    verdict, rule, @now
                FROM given ORDER BY event_key
                ON CONFLICT (event_key) DO UPDATE SET verdict = excluded.verdict, rule = excluded.rule,
                    change = CASE WHEN (SELECT is_whole FROM source) OR NOT EXISTS (
                        SELECT FROM scope_audit_findings f JOIN scope_audits a ON a.id = f.audit_id
                        WHERE f.change_id = scope_changes.id AND a.source <> 'Athena') THEN excluded.change ELSE scope_changes.change END,
                    means = excluded.means, severity = excluded.severity, actions = excluded.actions,
                    steps = CASE WHEN excluded.steps = '[]' THEN scope_changes.steps ELSE excluded.steps END
                RETURNING id, event_key)
            INSERT INTO scope_audit_findings (audit_id, change_id, verdict, rule)
            SELECT @audit, k.id, g.verdict, g.rule FROM known k JOIN given g USING (event_key)
            ON CONFLICT (audit_id, change_id) DO NOTHING
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue("audit", auditId);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.Add(Array("keys", NpgsqlDbType.Bytea, findings, KeyOf));
        command.Parameters.Add(Array("ats", NpgsqlDbType.TimestampTz, findings, finding => finding.Change.At.UtcDateTime));
        command.Parameters.Add(Array("accounts", NpgsqlDbType.Text, findings, finding => finding.Change.Account));
        command.Parameters.Add(Array("regions", NpgsqlDbType.Text, findings, finding => finding.Change.Region));
        command.Parameters.Add(Array("names", NpgsqlDbType.Text, findings, finding => finding.Change.EventName));
        command.Parameters.Add(Array("severities", NpgsqlDbType.Text, findings, finding => finding.Change.Severity.ToString()));
        command.Parameters.Add(Array("changes", NpgsqlDbType.Text, findings,
            finding => JsonSerializer.Serialize(finding.Change, AuditDocumentsJson.Default.ScopeChange)));
        command.Parameters.Add(Array("means", NpgsqlDbType.Text, findings, finding => finding.Means));
        command.Parameters.Add(Array("steps", NpgsqlDbType.Text, findings,
            finding => JsonSerializer.Serialize(finding.Steps, AuditDocumentsJson.Default.IReadOnlyListFilledStep)));
        command.Parameters.Add(Array("actions", NpgsqlDbType.Text, findings,
            finding => JsonSerializer.Serialize(finding.Actions, AuditDocumentsJson.Default.IReadOnlyListFilledAction)));
        command.Parameters.Add(Array("verdicts", NpgsqlDbType.Text, findings, finding => finding.Judgement.Verdict.ToString()));
        command.Parameters.Add(Array("rules", NpgsqlDbType.Text, findings, finding => finding.Judgement.Rule));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Array<T>(
        string name, NpgsqlDbType type, IReadOnlyList<AuditFinding> findings, Func<AuditFinding, T> of) =>
        new(name, NpgsqlDbType.Array | type) { Value = findings.Select(of).ToArray() };

    /// <summary>An event may be delivered more than once; two events of one id are two.</summary>
    private static byte[] KeyOf(AuditFinding finding)
    {
        var change = finding.Change;
        var text = JsonSerializer.Serialize(
            (string?[])[change.EventId, change.EventName, change.EventSource, change.Account, change.At.UtcDateTime.ToString("O", null)],
            EventKeyJson.Default.StringArray);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One step, as a source that is read once.</summary>
    private sealed class StepSource(IAuditSource source, PartOrder order) : IRecordSource
    {
        public PartStep? Step { get; private set; }

        public async Task<SourceReading> ReadAsync(
            QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
        {
            Step = await source.ReadAsync(order, registry, found, cancellation);
            return Step.Reading;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class EventKeyJson : System.Text.Json.Serialization.JsonSerializerContext;
