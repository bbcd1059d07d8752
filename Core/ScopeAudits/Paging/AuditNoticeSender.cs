using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Datadog;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.PagerDuty;
using OAuthAttest.Persistence;

namespace OAuthAttest.ScopeAudits.Paging;

/// <summary>
/// Sends what was written down, each with its own key: an attempt is committed before its call and its end after it. PagerDuty ignores a
/// repetition by the key; Datadog knows none, so what it gave no clear answer to may count twice.
/// </summary>
public sealed partial class AuditNoticeSender(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    IPagerDutyEvents pager,
    IDatadog datadog,
    IOptions<PagerDutyOptions> pagerOptions,
    TimeProvider clock,
    ILogger<AuditNoticeSender> logger
)
{
    private const int LongestError = 500;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Longer than any call takes: who sends to Datadog must be alone.</summary>
    private static readonly TimeSpan EventLease = TimeSpan.FromMinutes(3);

    /// <summary>The channel is told of a page that was not taken by then; it is tried on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>What has no clear answer for so long is given up.</summary>
    private static readonly TimeSpan LongestTry = TimeSpan.FromHours(24);

    /// <summary>Sends what is due of an audit.</summary>
    /// <returns>When to come again; null: all of it is done or given up.</returns>
    public async Task<DateTimeOffset?> SendAsync(long auditId, CancellationToken cancellation)
    {
        var tried = new HashSet<(long, int)>();
        while (true)
        {
            var now = clock.GetUtcNow();
            var open = await OpenAsync(auditId, cancellation);
            var due = open.Find(notice => notice.NextAttemptAt <= now && tried.Add((notice.Id, notice.Attempts)));
            if (due is null)
                return open.Count == 0 ? null : open.Min(notice => notice.NextAttemptAt);
            if (await ClaimAsync(due, now, cancellation))
                await SendAsync(due, cancellation);
        }
    }

    /// <summary>Why PagerDuty has not taken a page of the audit, for good or for long; null: it has them, or gets them soon.</summary>
    public async Task<string?> FindPageFailureAsync(long auditId, CancellationToken cancellation)
    {
        var since = clock.GetUtcNow() - Patience;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.ScopeAuditNotices
            .Where(notice => notice.AuditId == auditId && notice.Kind == AuditNoticeKind.Page && notice.State != AuditNoticeState.Done
                && (notice.State == AuditNoticeState.Failed || notice.CreatedAt <= since))
            .OrderBy(notice => notice.Id).Select(notice => notice.LastError ?? "").FirstOrDefaultAsync(cancellation);
    }

    private async Task<List<AuditNotice>> OpenAsync(long auditId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.ScopeAuditNotices.AsNoTracking()
            .Where(notice => notice.AuditId == auditId
                && (notice.State == AuditNoticeState.Pending || notice.State == AuditNoticeState.Sending))
            .OrderBy(notice => notice.Id).ToListAsync(cancellation);
    }

    private async Task<bool> ClaimAsync(AuditNotice notice, DateTimeOffset now, CancellationToken cancellation)
    {
        // PagerDuty ignores a repetition, so after a crash nobody has to wait.
        var until = now + (notice.Kind == AuditNoticeKind.Page ? TimeSpan.Zero : EventLease);
        return await database.ExecuteAsync(
            [Statements.Of($"""
                UPDATE scope_audit_notices SET state = {AuditNoticeState.Sending}, attempts = attempts + 1, next_attempt_at = {until}
                WHERE id = {notice.Id} AND attempts = {notice.Attempts} AND state IN ('Pending', 'Sending') AND next_attempt_at <= {now}
                """)],
            cancellation) == 1;
    }

    private async Task SendAsync(AuditNotice notice, CancellationToken cancellation)
    {
        var news = JsonSerializer.Deserialize(notice.Payload, AuditNewsJson.Default.AuditNews)!;
        try
        {
            if (notice.Kind == AuditNoticeKind.Event)
            {
                await datadog.SendEventAsync(AuditNewsWriter.Event(news, notice.Key), cancellation);
            }
            else
            {
                var route = notice.IsFallback ? PagerDutyRoute.Fallback : PagerDutyRoute.Primary;
                await pager.SendAsync(AuditNewsWriter.Page(news, notice.Key, route), cancellation);
            }
        }
        catch (PagerDutyRejectedException e) when (!notice.IsFallback && pagerOptions.Value.FallbackRoutingKey is not null)
        {
            await FallBackAsync(notice, e.Message);
            return;
        }
        catch (Exception e) when (e is PagerDutyException or DatadogException)
        {
            await FailAsync(notice, news, e);
            return;
        }
        // Recorded even while the host shuts down, because it was taken.
        await SettleAsync(notice, news, AuditNoticeState.Done, error: null);
    }

    private async Task FailAsync(AuditNotice notice, AuditNews news, Exception failure)
    {
        var now = clock.GetUtcNow();
        if (failure is PagerDutyRejectedException or DatadogRejectedException || now - notice.CreatedAt >= LongestTry)
        {
            LogGivenUp(logger, notice.Key, failure.GetType().Name);
            await SettleAsync(notice, news, AuditNoticeState.Failed, failure.Message);
            return;
        }
        var pause = FirstPause * Math.Pow(2, Math.Min(notice.Attempts, 10));
        pause = pause < LongestPause ? pause : LongestPause;
        var asked = (failure as PagerDutyThrottledException)?.RetryAfter ?? (failure as DatadogUnavailableException)?.RetryAfter;
        pause = asked > pause ? asked.Value : pause;
        await database.ExecuteAsync(
            [Statements.Of($"""
                UPDATE scope_audit_notices SET state = {AuditNoticeState.Pending}, next_attempt_at = {now + pause},
                    last_error = {Short(failure.Message)}
                WHERE id = {notice.Id} AND attempts = {notice.Attempts + 1} AND state = {AuditNoticeState.Sending}
                """)],
            CancellationToken.None);
    }

    /// <summary>What the first key's service refuses the other's may take.</summary>
    private Task<int> FallBackAsync(AuditNotice notice, string error) => database.ExecuteAsync(
        [Statements.Of($"""
            UPDATE scope_audit_notices SET state = {AuditNoticeState.Pending}, is_fallback = true, last_error = {Short(error)}
            WHERE id = {notice.Id} AND attempts = {notice.Attempts + 1} AND state = {AuditNoticeState.Sending}
            """)],
        CancellationToken.None);

    private async Task SettleAsync(AuditNotice notice, AuditNews news, AuditNoticeState state, string? error)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using var settle = new NpgsqlBatch(connection, transaction);
        settle.BatchCommands.Add(Statements.Of($"""
            UPDATE scope_audit_notices SET state = {state}, done_at = {now},
                last_error = coalesce({(error is null ? null : Short(error))}, last_error)
            WHERE id = {notice.Id} AND state IN ('Pending', 'Sending')
            """));
        // Somebody else has settled it.
        if (await settle.ExecuteNonQueryAsync(CancellationToken.None) == 0)
            return;
        await AuditLog.AppendAndCommitAsync(
            transaction, now, notice.Kind == AuditNoticeKind.Page ? [Entry(notice, news, state)] : [], CancellationToken.None);
    }

    private static AuditEntry Entry(AuditNotice notice, AuditNews news, AuditNoticeState state) => new(
        state == AuditNoticeState.Done ? AuditKinds.ScopeAuditPaged : AuditKinds.ScopeAuditPageFailed,
        $"scope-audit/{news.Audit}",
        "app",
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["changes"] = news.Changes,
            ["dedupKey"] = notice.Key,
            ["isFallback"] = notice.IsFallback,
            ["severity"] = news.Worst,
        });

    private static string Short(string error) => WireText.Cut(error, LongestError);

    [LoggerMessage(3172, LogLevel.Error, "{NoticeKey} of an audit of scopes was not taken and is given up ({ErrorType})")]
    private static partial void LogGivenUp(ILogger logger, string noticeKey, string errorType);
}
