using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>An audit in the list of all.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Parts">Each an account and a Region; over a bucket one more, which finds them.</param>
/// <param name="Asked">Of those, the ones of which all was asked or read.</param>
public sealed record AuditSummary(
    string Id,
    AuditTrigger Trigger,
    string? RequestedBy,
    AuditSource Source,
    DateTimeOffset From,
    DateTimeOffset Until,
    AuditRunState State,
    AuditOutcome? Outcome,
    bool IsComplete,
    bool IsFiltered,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int Parts,
    int Asked,
    long Findings,
    long Deviations,
    long NewDeviations
);

/// <param name="Change">The change, as the record tells it.</param>
/// <param name="DeviatedAt">When an audit first found that it deviates; null: none did.</param>
public sealed record FoundChange(
    long Id, Verdict Verdict, string Rule, string Means, DateTimeOffset? DeviatedAt, JsonElement Change, JsonElement Steps);

/// <param name="Certificate">What was read, and what not; null while it runs.</param>
/// <param name="NextAfter">Null on the last page of findings.</param>
public sealed record AuditDetails(
    AuditSummary Audit,
    JsonElement? Filter,
    JsonElement? Certificate,
    IReadOnlyList<FoundChange> Findings,
    long? NextAfter
);

/// <summary>Reads audits for people.</summary>
public sealed class AuditReports(NpgsqlDataSource database, IDbContextFactory<OAuthAttestDb> contexts)
{
    private const int MostListed = 100;

    private const string FindingsSql = """
        SELECT c.id, f.verdict, f.rule, c.means, c.deviated_at, c.change::text, c.steps::text
        FROM scope_audit_findings f JOIN scope_changes c ON c.id = f.change_id
        WHERE f.audit_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3
        """;

    /// <summary>The newest, newest first.</summary>
    public async Task<IReadOnlyList<AuditSummary>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Summaries(db, db.ScopeAudits).Take(MostListed).ToListAsync(cancellation);
    }

    /// <param name="after">The last change of the page before; 0: the first page.</param>
    /// <param name="take">Findings on the page.</param>
    /// <returns>Null: there is no such audit.</returns>
    public async Task<AuditDetails?> FindAsync(string key, long after, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await db.ScopeAudits.AsNoTracking().SingleOrDefaultAsync(run => run.Key == key, cancellation) is not { } run)
            return null;
        var summary = await Summaries(db, db.ScopeAudits.Where(each => each.Id == run.Id)).SingleAsync(cancellation);
        await using var command = database.CreateCommand(FindingsSql);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = take });
        var findings = await command.ListAsync(
            row => new FoundChange(
                row.GetInt64(0), row.Named<Verdict>(1), row.GetString(2), row.GetString(3), row.InstantOrNull(4),
                Json(row.GetString(5)), Json(row.GetString(6))),
            cancellation);
        return new AuditDetails(
            summary,
            run.Filter is { } filter ? Json(filter) : null,
            run.Certificate is { } certificate ? Json(certificate) : null,
            findings,
            findings.Count == take ? findings[^1].Id : null);
    }

    private static IQueryable<AuditSummary> Summaries(OAuthAttestDb db, IQueryable<AuditRun> runs) =>
        runs.OrderByDescending(run => run.Id).Select(run => new AuditSummary(
            run.Key,
            run.Trigger,
            run.RequestedBy,
            run.Source,
            run.WindowFrom,
            run.WindowUntil,
            run.State,
            run.Outcome,
            run.IsComplete,
            run.Filter != null,
            run.StartedAt,
            run.EndedAt,
            db.ScopeAuditParts.Count(part => part.AuditId == run.Id),
            db.ScopeAuditParts.Count(part => part.AuditId == run.Id && part.Waiting.Length == 0),
            run.Findings,
            run.Deviations,
            run.NewDeviations));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
