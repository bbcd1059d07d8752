using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Datadog;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Paging;

/// <summary>
/// Writes down once what PagerDuty and Datadog are told of an audit: a page for each group of changes by one principal that are alike, the
/// worst ones, and one for all other groups; an event for all of it.
/// </summary>
public sealed class AuditNoticePlan(
    NpgsqlDataSource database,
    IDatadog datadog,
    IOptions<ScopeAuditOptions> options,
    IOptions<PagerDutyOptions> pager,
    TimeProvider clock
)
{
    /// <summary>A storm of principals must not be a storm of pages.</summary>
    private const int MostPages = 5;

    private const int MostGroups = 10;

    private const string GroupsSql = $"""
        SELECT min({FreshDeviations.Rank}), c.event_name, c.account, c.change -> 'actor' ->> 'principal', count(*), min(c.at),
            coalesce((array_agg(DISTINCT c.change -> 'access' ->> 0))[1:5], ARRAY[]::text[]), array_agg(DISTINCT f.verdict::text),
            count(*) OVER (), (sum(count(*)) OVER ())::bigint
        {FreshDeviations.From}
        GROUP BY c.event_name, c.account, c.change -> 'actor' ->> 'principal'
        HAVING min({FreshDeviations.Rank}) <= $2
        ORDER BY 1, 5 DESC, 2, 3, 4 LIMIT $3
        """;

    /// <summary>May be repeated, and by two workers at once: the first one's plan stays.</summary>
    public async Task WriteAsync(AuditRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.NoticesAt is not null)
            return;
        var now = clock.GetUtcNow();
        List<NpgsqlBatchCommand> notices = [];
        if (options.Value.PageFrom is { } least && pager.Value.RoutingKey.Length > 0 && run.NewDeviations > 0)
            notices.AddRange(Pages(run, await GroupsAsync(run, least, cancellation), now));
        if (datadog.IsConfigured && await EventAsync(run, now, cancellation) is { } told)
            notices.Add(told);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Statements.Of(
            $"UPDATE scope_audits SET notices_at = {now} WHERE id = {run.Id} AND notices_at IS NULL"));
        if (await batch.ExecuteNonQueryAsync(cancellation) == 0)
            return;
        if (notices.Count > 0)
        {
            await using var adding = new NpgsqlBatch(connection, transaction);
            foreach (var notice in notices)
                adding.BatchCommands.Add(notice);
            await adding.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    private static IEnumerable<NpgsqlBatchCommand> Pages(AuditRun run, FoundGroups found, DateTimeOffset now)
    {
        foreach (var group in found.Groups.Take(MostPages))
        {
            var news = News(run, group.Changes, group.Severity, [group], 0);
            yield return Adding(run, $"{run.Key}:{DigestOf(group)}", AuditNoticeKind.Page, news, now);
        }
        if (found.Count <= MostPages)
            yield break;
        var rest = found.Groups.Skip(MostPages).ToList();
        var changes = found.Changes - found.Groups.Take(MostPages).Sum(group => group.Changes);
        var all = News(run, changes, rest[0].Severity, rest, (int)found.Count - MostPages - rest.Count);
        yield return Adding(run, $"{run.Key}:others", AuditNoticeKind.Page, all, now);
    }

    /// <returns>Null: there is nothing to tell.</returns>
    private async Task<NpgsqlBatchCommand?> EventAsync(AuditRun run, DateTimeOffset now, CancellationToken cancellation)
    {
        if (run.NewDeviations > 0)
        {
            var found = await GroupsAsync(run, Severity.Low, cancellation);
            var news = News(run, found.Changes, found.Groups[0].Severity, found.Groups, (int)found.Count - found.Groups.Count);
            return Adding(run, $"{run.Key}:event", AuditNoticeKind.Event, news, now);
        }
        if (run.IsComplete || run.Trigger != AuditTrigger.Timer)
            return null;
        // Once a day: the next audits ask again.
        var day = run.EndedAt!.Value.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return Adding(run, $"scope-audit-doubt-{day}:event", AuditNoticeKind.Event, News(run, 0, null, [], 0), now);
    }

    private async Task<FoundGroups> GroupsAsync(AuditRun run, Severity least, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(GroupsSql);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = FreshDeviations.RankOf(least) });
        command.Parameters.Add(new() { Value = MostGroups });
        var rows = await command.ListAsync(
            row => (
                Group: new NewsGroup(
                    Severity.Critical - row.GetInt32(0),
                    row.GetString(1),
                    row.TextOrNull(2),
                    row.TextOrNull(3),
                    row.GetInt64(4),
                    row.Instant(5),
                    [.. row.GetFieldValue<string?[]>(6).OfType<string>()],
                    [.. row.GetFieldValue<string[]>(7).Select(Enum.Parse<Verdict>)]),
                Count: row.GetInt64(8),
                Changes: row.GetInt64(9)),
            cancellation);
        return rows.Count == 0
            ? new FoundGroups([], 0, 0)
            : new FoundGroups([.. rows.Select(row => row.Group)], rows[0].Count, rows[0].Changes);
    }

    private static AuditNews News(AuditRun run, long changes, Severity? worst, IReadOnlyList<NewsGroup> groups, int more) =>
        new(run.Key, run.WindowFrom, run.WindowUntil, run.EndedAt!.Value, changes, worst, groups, more, AuditDoubt.Of(run));

    private static NpgsqlBatchCommand Adding(AuditRun run, string key, AuditNoticeKind kind, AuditNews news, DateTimeOffset now) =>
        Statements.Of($"""
            INSERT INTO scope_audit_notices (audit_id, key, kind, state, attempts, next_attempt_at, payload, is_fallback, created_at)
            VALUES ({run.Id}, {key}, {kind}, {AuditNoticeState.Pending}, 0, {now},
                {JsonSerializer.Serialize(news, AuditNewsJson.Default.AuditNews)}::jsonb, false, {now})
            ON CONFLICT (key) DO NOTHING
            """);

    private static string DigestOf(NewsGroup group)
    {
        var text = JsonSerializer.Serialize(
            (string?[])[group.EventName, group.Account, group.Who], AuditNewsJson.Default.StringArray);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    /// <param name="Groups">The worst, some of them.</param>
    /// <param name="Count">Of all groups.</param>
    /// <param name="Changes">Of all groups.</param>
    private sealed record FoundGroups(IReadOnlyList<NewsGroup> Groups, long Count, long Changes);
}
