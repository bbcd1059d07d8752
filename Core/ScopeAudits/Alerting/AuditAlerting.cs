using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Alerting;

/// <param name="RetryAt">When to come again; null: everything is told.</param>
public sealed record ToldAudit(DateTimeOffset? RetryAt);

/// <summary>
/// Tells the security channel of an audit: changes that no audit before had found to deviate, the worst each in the thread with its steps;
/// and once a day that the timer's audits cannot read everything. May be repeated: each message is sent once.
/// </summary>
public sealed class AuditAlerting
{
    private const int MostGroups = 12;
    private const int MostDetails = 10;
    private const int MostReasons = 3;

    private const string Rank = "CASE c.severity WHEN 'Critical' THEN 0 WHEN 'High' THEN 1 WHEN 'Medium' THEN 2 ELSE 3 END";

    private const string Fresh = $"""
        FROM scope_audit_findings f JOIN scope_changes c ON c.id = f.change_id JOIN scope_audits a ON a.id = f.audit_id
        WHERE f.audit_id = $1 AND c.deviated_at = a.ended_at AND f.{Verdicts.IsDeviationSql}
        """;

    private const string GroupsSql = $"""
        SELECT c.severity, c.event_name, c.account, c.change -> 'actor' ->> 'principal', f.verdict, count(*) {Fresh}
        GROUP BY 1, 2, 3, 4, 5 ORDER BY min({Rank}), 6 DESC, 2, 3, 4, 5 LIMIT $2
        """;

    private const string DetailsSql = $"""
        SELECT c.id, c.change::text, c.means, f.verdict, f.rule, c.steps::text {Fresh} ORDER BY {Rank}, c.id LIMIT $2
        """;

    private readonly NpgsqlDataSource database;
    private readonly IDbContextFactory<OAuthAttestDb> contexts;
    private readonly ChannelPost post;
    private readonly AuditAlertMessages messages;
    private readonly TimeProvider clock;

    public AuditAlerting(
        NpgsqlDataSource database,
        IDbContextFactory<OAuthAttestDb> contexts,
        SlackOutbox outbox,
        SlackTemplates texts,
        IOptions<ScopeAuditOptions> options,
        IOptions<SlackOptions> slack,
        TimeProvider clock,
        ILogger<AuditAlerting> logger
    )
    {
        (this.database, this.contexts, this.clock) = (database, contexts, clock);
        messages = new AuditAlertMessages(texts, canPropose: options.Value.Approvers.Count > 0);
        post = new ChannelPost(outbox, options.Value.ChannelOr(slack.Value.LeadChannel), logger);
    }

    public async Task<ToldAudit> TellAsync(long auditId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var run = await db.ScopeAudits.AsNoTracking().SingleAsync(each => each.Id == auditId, cancellation);
        if (run.State != AuditRunState.Completed || run.ToldAt is not null)
            return new ToldAudit(null);
        var retryAt = run.NewDeviations > 0 ? await TellDeviationsAsync(run, cancellation)
            : !run.IsComplete && run.Trigger == AuditTrigger.Timer ? await TellDoubtAsync(run, cancellation)
            : null;
        if (retryAt is null)
        {
            await database.ExecuteAsync(
                [Statements.Of($"UPDATE scope_audits SET told_at = {clock.GetUtcNow()} WHERE id = {run.Id} AND told_at IS NULL")],
                cancellation);
        }
        return new ToldAudit(retryAt);
    }

    private async Task<DateTimeOffset?> TellDeviationsAsync(AuditRun run, CancellationToken cancellation)
    {
        await using var grouping = Command(GroupsSql, run.Id, MostGroups);
        var groups = await grouping.ListAsync(
            row => new AlertGroup(
                row.Named<Severity>(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.Named<Verdict>(4), row.GetInt64(5)),
            cancellation);
        var alert = AlertOf(run, groups);
        var sent = await post.SendAsync(run.Key, () => messages.Summary(alert), clock.GetUtcNow(), cancellation);
        if (sent.Thread is not { } thread)
            return sent.RetryAt;
        await using var listing = Command(DetailsSql, run.Id, MostDetails);
        var details = await listing.ListAsync(Details, cancellation);
        foreach (var change in details)
        {
            var reply = await post.ReplyAsync(
                $"{run.Key}:{change.Id}", thread, () => messages.Details(change), clock.GetUtcNow(), cancellation);
            if (reply.RetryAt is { } later)
                return later;
        }
        return null;
    }

    private async Task<DateTimeOffset?> TellDoubtAsync(AuditRun run, CancellationToken cancellation)
    {
        var day = run.EndedAt!.Value.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var alert = AlertOf(run, []) with { Changes = run.Deviations };
        return (await post.SendAsync(
            $"scope-audit-doubt-{day}", () => messages.InDoubt(alert), clock.GetUtcNow(), cancellation)).RetryAt;
    }

    private static AuditAlert AlertOf(AuditRun run, IReadOnlyList<AlertGroup> groups)
    {
        var reading = JsonSerializer.Deserialize(run.Certificate!, AuditDocumentsJson.Default.PartReading)!;
        var reasons = reading.Errors.Take(MostReasons).ToList();
        if (reading.Malformed > 0)
            reasons.Add($"{reading.Malformed} records could not be understood");
        if (reading.Errors.Count > MostReasons)
            reasons.Add($"and {reading.Errors.Count - MostReasons} more");
        if (reading.Asked.Count == 0)
            reasons.Add("nothing was asked");
        return new AuditAlert(
            run.Key, run.WindowFrom, run.WindowUntil, run.NewDeviations, groups, run.IsComplete ? null : string.Join("; ", reasons));
    }

    private static AlertedChange Details(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        JsonSerializer.Deserialize(row.GetString(1), AuditDocumentsJson.Default.ScopeChange)!,
        row.GetString(2),
        new Judgement(row.Named<Verdict>(3), row.GetString(4), []),
        JsonSerializer.Deserialize(row.GetString(5), AuditDocumentsJson.Default.IReadOnlyListFilledStep)!);

    private NpgsqlCommand Command(string sql, long auditId, int most)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = auditId });
        command.Parameters.Add(new() { Value = most });
        return command;
    }
}
