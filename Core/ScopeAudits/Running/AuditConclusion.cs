using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <param name="Outcome">Null: something is still to be read.</param>
public sealed record ConcludedAudit(AuditOutcome? Outcome, long Deviations, long NewDeviations, bool IsComplete);

/// <summary>Says what an audit came to, once all of its parts are read, with the certificate of what was read.</summary>
public sealed class AuditConclusion(
    NpgsqlDataSource database, IDbContextFactory<OAuthAttestDb> contexts, AuditSources sources, TimeProvider clock)
{
    /// <summary>An audit that is not read by then ends with what was read: what is missing stands in its certificate.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromHours(6);

    private const string CountSql = $"""
        SELECT count(*), count(*) FILTER (WHERE {Verdicts.IsDeviationSql}) FROM scope_audit_findings WHERE audit_id = $1
        """;

    private const string FreshSql = $"""
        UPDATE scope_changes c SET deviated_at = $2
        FROM (SELECT change_id, verdict AS judged, rule AS by_rule FROM scope_audit_findings
              WHERE audit_id = $1 AND {Verdicts.IsDeviationSql}) f
        WHERE c.id = f.change_id AND c.deviated_at IS NULL
        RETURNING c.id, c.event_name, c.account, c.region, c.severity, f.judged, f.by_rule, encode(c.event_key, 'hex')
        """;

    private static readonly PartReading Nothing = new()
    {
        RegistryVersion = "",
        RegistryDigest = "",
        ApprovedVersion = "",
        ApprovedDigest = "",
    };

    /// <summary>May be repeated, and by two workers at once: the first one's conclusion stays.</summary>
    public async Task<ConcludedAudit> ConcludeAsync(long auditId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var turn = new NpgsqlCommand("SELECT FROM scope_audits WHERE id = $1 FOR UPDATE", connection, transaction))
        {
            turn.Parameters.Add(new() { Value = auditId });
            await turn.ExecuteNonQueryAsync(cancellation);
        }
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var run = await db.ScopeAudits.AsNoTracking().SingleAsync(each => each.Id == auditId, cancellation);
        if (run.State == AuditRunState.Completed)
            return new ConcludedAudit(run.Outcome, run.Deviations, run.NewDeviations, run.IsComplete);
        var parts = await db.ScopeAuditParts.AsNoTracking().Where(part => part.AuditId == auditId)
            .OrderBy(part => part.Account).ThenBy(part => part.Region).ToListAsync(cancellation);
        if (parts.Exists(part => part.Waiting.Length > 0) && now - run.StartedAt < LongestRun)
            return new ConcludedAudit(null, 0, 0, IsComplete: false);
        return await EndAsync(transaction, run, Sum(run, parts), now, cancellation);
    }

    private static async Task<ConcludedAudit> EndAsync(
        NpgsqlTransaction transaction, AuditRun run, PartReading reading, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var counting = Command(transaction, CountSql, run.Id);
        var (findings, deviations) = (await counting.ListAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation))[0];
        await using var marking = Command(transaction, FreshSql, run.Id, now.ToUniversalTime());
        var fresh = await marking.ListAsync(row => Entry(run, row), cancellation);
        var outcome = deviations > 0 ? AuditOutcome.Deviations
            : !reading.IsComplete ? AuditOutcome.Inconclusive
            : run.Filter is null ? AuditOutcome.Clean
            : AuditOutcome.NoneThatTheFilterLets;
        var certificate = JsonSerializer.Serialize(reading, AuditDocumentsJson.Default.PartReading);
        var entry = new AuditEntry(AuditKinds.ScopeAuditCompleted, $"scope-audit/{run.Key}", "app", new Dictionary<string, object?>
        {
            ["certificate"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(certificate))),
            ["deviations"] = deviations,
            ["findings"] = findings,
            ["isComplete"] = reading.IsComplete,
            ["newDeviations"] = fresh.Count,
            ["outcome"] = outcome,
        });
        await AuditLog.AppendAndCommitAsync(transaction, now, [.. fresh, entry], cancellation, [
            Statements.Of($"""
                UPDATE scope_audits SET state = {AuditRunState.Completed}, outcome = {outcome}, ended_at = {now},
                    is_complete = {reading.IsComplete}, findings = {findings}, deviations = {deviations},
                    new_deviations = {(long)fresh.Count}, certificate = {certificate}::jsonb
                WHERE id = {run.Id}
                """),
            // It is all in the certificate.
            Statements.Of($"UPDATE scope_audit_parts SET reading = NULL, kept = NULL WHERE audit_id = {run.Id}"),
        ]);
        return new ConcludedAudit(outcome, deviations, fresh.Count, reading.IsComplete);
    }

    private static AuditEntry Entry(AuditRun run, NpgsqlDataReader row) => new(
        AuditKinds.ScopeChangeDeviates,
        $"scope-change/{row.GetInt64(0)}",
        "app",
        new Dictionary<string, object?>
        {
            ["account"] = row.TextOrNull(2),
            ["audit"] = run.Key,
            ["event"] = row.GetString(1),
            ["eventKey"] = row.GetString(7),
            ["region"] = row.TextOrNull(3),
            ["rule"] = row.GetString(6),
            ["severity"] = row.GetString(4),
            ["verdict"] = row.GetString(5),
        });

    private PartReading Sum(AuditRun run, List<AuditPart> parts)
    {
        var readings = parts.Where(part => part.Reading is not null)
            .Select(part => JsonSerializer.Deserialize(part.Reading!, AuditDocumentsJson.Default.PartReading)!).ToList();
        var sum = readings.Count == 0 ? Nothing : readings.Aggregate((all, more) => all.With(more));
        var missing =
            from part in parts
            where part.Waiting.Length > 0
            select $"{sources.Of(run.Source).Unread(part.Planned)} within {LongestRun.TotalHours} hours";
        return sum with { Errors = [.. run.Untold, .. sum.Errors, .. missing] };
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
