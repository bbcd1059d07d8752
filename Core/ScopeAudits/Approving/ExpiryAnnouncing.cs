using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>
/// Announces that entries of the approved list end soon, 14 and 3 days before: those of the file too. What is due is claimed first, so each
/// end is announced once, whatever dies in between.
/// </summary>
public sealed class ExpiryAnnouncing
{
    private const int MostMessages = 10;

    private static readonly int[] DaysBefore = [3, 14];

    private readonly NpgsqlDataSource database;
    private readonly IDbContextFactory<OAuthAttestDb> databases;
    private readonly ApprovedLists lists;
    private readonly ChannelPost post;
    private readonly ScopeApprovalMessages messages;
    private readonly TimeProvider clock;

    public ExpiryAnnouncing(
        NpgsqlDataSource database,
        IDbContextFactory<OAuthAttestDb> databases,
        ApprovedLists lists,
        SlackOutbox outbox,
        SlackTemplates texts,
        IOptions<ScopeAuditOptions> options,
        IOptions<SlackOptions> slack,
        TimeProvider clock,
        ILogger<ExpiryAnnouncing> logger
    )
    {
        (this.database, this.databases, this.lists, this.clock) = (database, databases, lists, clock);
        messages = new ScopeApprovalMessages(texts);
        post = new ChannelPost(outbox, options.Value.ChannelOr(slack.Value.LeadChannel), logger);
    }

    public async Task AnnounceAsync(CancellationToken cancellation)
    {
        await ClaimAsync(cancellation);
        foreach (var batch in await UntoldAsync(cancellation))
            await TellAsync(batch, cancellation);
    }

    /// <summary>Writes down what is due and was not claimed before.</summary>
    internal async Task ClaimAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (list, _) = await lists.TryReadAsync(now, cancellation);
        foreach (var due in list.Entries.Select(entry => Due(entry, now)).OfType<ScopeExpiryNotice>().GroupBy(notice => notice.Days))
            await database.ExecuteAsync(Adding([.. due]), cancellation);
    }

    /// <summary>Null: it is not the time, or it was approved later than that.</summary>
    private static ScopeExpiryNotice? Due(ApprovedScope entry, DateTimeOffset now)
    {
        var days = Array.Find(DaysBefore, before => entry.Expires - now <= TimeSpan.FromDays(before));
        if (days == 0 || now >= entry.Expires || entry.ApprovedAt > entry.Expires - TimeSpan.FromDays(days))
            return null;
        var text = FormattableString.Invariant($"{days}\n{entry.Expires.UtcTicks}\n{entry.Id}");
        return new ScopeExpiryNotice
        {
            Key = SHA256.HashData(Encoding.UTF8.GetBytes(text)),
            Batch = "",
            Entry = entry.Id,
            Owner = entry.Owner,
            Principal = entry.Principal.Text,
            Access = entry.Access.Text,
            Days = days,
            Expires = entry.Expires,
            ClaimedAt = now,
        };
    }

    // Named by all that were due: of two workers at once the first claims all of them, and the second none.
    private static IEnumerable<NpgsqlBatchCommand> Adding(IReadOnlyList<ScopeExpiryNotice> due)
    {
        var all = due.Select(notice => Convert.ToHexStringLower(notice.Key)).Order(StringComparer.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(all))));
        var batch = FormattableString.Invariant($"scope-expiry-{due[0].Days}-{digest[..32]}");
        return due.Select(notice => Statements.Of($"""
            INSERT INTO scope_expiry_notices (key, batch, entry, owner, principal, access, days, expires, claimed_at)
            VALUES ({notice.Key}, {batch}, {notice.Entry}, {notice.Owner}, {notice.Principal}, {notice.Access}, {notice.Days},
                {notice.Expires}, {notice.ClaimedAt})
            ON CONFLICT (key) DO NOTHING
            """));
    }

    private async Task<List<string>> UntoldAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.ScopeExpiryNotices.Where(notice => notice.ToldAt == null).GroupBy(notice => notice.Batch)
            .OrderBy(batch => batch.Min(notice => notice.ClaimedAt)).Select(batch => batch.Key).Take(MostMessages)
            .ToListAsync(cancellation);
    }

    private async Task TellAsync(string batch, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var notices = await db.ScopeExpiryNotices.AsNoTracking().Where(notice => notice.Batch == batch)
            .OrderBy(notice => notice.Expires).ThenBy(notice => notice.Entry).ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        if ((await post.SendAsync(batch, () => messages.EndsSoon(notices), now, cancellation)).Thread is null)
            return;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var told = new NpgsqlBatch(connection, transaction);
        told.BatchCommands.Add(Statements.Of(
            $"UPDATE scope_expiry_notices SET told_at = {now} WHERE batch = {batch} AND told_at IS NULL"));
        if (await told.ExecuteNonQueryAsync(cancellation) == 0)
            return;
        var entry = new AuditEntry(
            AuditKinds.ScopeExpiryAnnounced, $"scope-expiry/{batch}", "system", new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["days"] = notices[0].Days,
                ["entries"] = notices.ConvertAll(notice => notice.Entry),
            });
        await AuditLog.AppendAndCommitAsync(transaction, now, [entry], cancellation);
    }
}
