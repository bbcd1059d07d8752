using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.HandingOver;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Paging;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Alerting;

/// <param name="RetryAt">When to come again; null: everything is told.</param>
public sealed record ToldAudit(DateTimeOffset? RetryAt);

/// <summary>
/// Tells PagerDuty, Datadog and the security channel of an audit: changes that no audit before had found to deviate, in the channel the
/// worst each in the thread with its steps; and once a day that the timer's audits cannot read everything. May be repeated: each message
/// is sent once.
/// </summary>
public sealed class AuditAlerting
{
    private const int MostGroups = 12;
    private const int MostDetails = 10;

    private const string GroupsSql = $"""
        SELECT c.severity, c.event_name, c.account, c.change -> 'actor' ->> 'principal', f.verdict, count(*) {FreshDeviations.From}
        GROUP BY 1, 2, 3, 4, 5 ORDER BY min({FreshDeviations.Rank}), 6 DESC, 2, 3, 4, 5 LIMIT $2
        """;

    private const string DetailsSql = $"""
        SELECT c.id, c.change::text, c.means, f.verdict, f.rule, c.steps::text, c.actions::text, c.account {FreshDeviations.From}
        ORDER BY {FreshDeviations.Rank}, c.id LIMIT $2
        """;

    private readonly NpgsqlDataSource database;
    private readonly IDbContextFactory<OAuthAttestDb> contexts;
    private readonly AuditNoticePlan plan;
    private readonly AuditNoticeSender sender;
    private readonly GrantHandOver grants;
    private readonly ChannelPost post;
    private readonly AuditAlertMessages messages;
    private readonly TimeProvider clock;
    private readonly IReadOnlyList<string> acting;
    private readonly RemediationOptions remediation;

    public AuditAlerting(
        NpgsqlDataSource database,
        IDbContextFactory<OAuthAttestDb> contexts,
        AuditNoticePlan plan,
        AuditNoticeSender sender,
        GrantHandOver grants,
        SlackOutbox outbox,
        SlackTemplates texts,
        IOptions<ScopeAuditOptions> options,
        IOptions<RemediationOptions> remediation,
        IOptions<SlackOptions> slack,
        TimeProvider clock,
        ILogger<AuditAlerting> logger
    )
    {
        (this.database, this.contexts, this.plan, this.sender, this.grants) = (database, contexts, plan, sender, grants);
        (this.remediation, this.clock) = (remediation.Value, clock);
        acting = [.. options.Value.Accounts.Where(account => account.ActRoleArn is not null).Select(account => account.Id)];
        messages = new AuditAlertMessages(texts, canPropose: options.Value.Approvers.Count > 0);
        post = new ChannelPost(outbox, options.Value.ChannelOr(slack.Value.LeadChannel), logger);
    }

    public async Task<ToldAudit> TellAsync(long auditId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var run = await db.ScopeAudits.AsNoTracking().SingleAsync(each => each.Id == auditId, cancellation);
        if (run.State != AuditRunState.Completed || run.ToldAt is not null)
            return new ToldAudit(null);
        await plan.WriteAsync(run, cancellation);
        // None waits for another one: whoever can be called is called while Slack is out.
        DateTimeOffset?[] again =
        [
            await sender.SendAsync(run.Id, cancellation),
            run.NewDeviations > 0 ? await TellDeviationsAsync(run, cancellation)
                : !run.IsComplete && run.Trigger == AuditTrigger.Timer ? await TellDoubtAsync(run, cancellation)
                : null,
            await TellPageFailureAsync(run, cancellation),
        ];
        var retryAt = again.Min();
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
        var details = await WithKnownAsync(await listing.ListAsync(Details, cancellation), cancellation);
        foreach (var change in details)
        {
            var reply = await post.ReplyAsync(
                $"{run.Key}:{change.Id}", thread, () => messages.Details(change), clock.GetUtcNow(), cancellation);
            if (reply.RetryAt is { } later)
                return later;
        }
        return null;
    }

    /// <summary>Grants are handed over only where the inventory has some.</summary>
    private async Task<List<AlertedChange>> WithKnownAsync(IReadOnlyList<Detail> details, CancellationToken cancellation)
    {
        var known = await grants.KnownAsync([.. details.SelectMany(detail => ClientsOf(detail.Actions)).Distinct()], cancellation);
        return
        [
            .. details.Select(detail => detail.Change with
            {
                Plans =
                [
                    .. detail.Actions.Where(action => Offers(detail, action) && (action.Kind != RemediationKind.HandOverGrants
                        || ClientsOf([action]).Any(client => known.Contains(client, StringComparer.Ordinal))))
                        .Select(action => action.Kind),
                ],
            }),
        ];
    }

    private static IEnumerable<string> ClientsOf(IEnumerable<FilledAction> actions) =>
        actions.SelectMany(action => action.Parameters.GetValueOrDefault(RemediationParameters.Clients) ?? []);

    private async Task<DateTimeOffset?> TellDoubtAsync(AuditRun run, CancellationToken cancellation)
    {
        var day = run.EndedAt!.Value.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var alert = AlertOf(run, []) with { Changes = run.Deviations };
        return (await post.SendAsync(
            $"scope-audit-doubt-{day}", () => messages.InDoubt(alert), clock.GetUtcNow(), cancellation)).RetryAt;
    }

    private async Task<DateTimeOffset?> TellPageFailureAsync(AuditRun run, CancellationToken cancellation)
    {
        if (await sender.FindPageFailureAsync(run.Id, cancellation) is not { } why)
            return null;
        var alert = AlertOf(run, []);
        return (await post.SendAsync(
            $"{run.Key}:page-failed", () => messages.PageFailure(alert, why), clock.GetUtcNow(), cancellation)).RetryAt;
    }

    private static AuditAlert AlertOf(AuditRun run, IReadOnlyList<AlertGroup> groups) => new(
        run.Key, run.WindowFrom, run.WindowUntil, run.NewDeviations, groups, AuditDoubt.Of(run));

    private static Detail Details(NpgsqlDataReader row) => new(
        new AlertedChange(
            row.GetInt64(0),
            AuditDocuments.Change(row.GetString(1)),
            row.GetString(2),
            new Judgement(row.Named<Verdict>(3), row.GetString(4), []),
            JsonSerializer.Deserialize(row.GetString(5), AuditDocumentsJson.Default.IReadOnlyListFilledStep)!,
            []),
        row.TextOrNull(7),
        AuditDocuments.Actions(row.GetString(6)));

    /// <summary>Nothing can be planned that nobody could approve, nor in AWS where no role is set to act with.</summary>
    private bool Offers(Detail detail, FilledAction action) =>
        remediation.Approvers.Count > 0 && detail.Account is { } account && remediation.Offers(action)
        && (!RemediationParameters.IsInAws(action.Kind) || acting.Contains(account, StringComparer.Ordinal));

    private sealed record Detail(AlertedChange Change, string? Account, IReadOnlyList<FilledAction> Actions);

    private NpgsqlCommand Command(string sql, long auditId, int most)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = auditId });
        command.Parameters.Add(new() { Value = most });
        return command;
    }
}
