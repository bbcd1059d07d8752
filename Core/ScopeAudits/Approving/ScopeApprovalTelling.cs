using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>
/// Shows proposals in the channel, and tells in their thread what became of them. May be repeated: each message is sent once.
/// </summary>
public sealed class ScopeApprovalTelling
{
    private readonly NpgsqlDataSource database;
    private readonly IDbContextFactory<OAuthAttestDb> databases;
    private readonly ISlackWorkspace slack;
    private readonly ChannelPost post;
    private readonly ScopeApprovalMessages messages;
    private readonly TimeProvider clock;

    public ScopeApprovalTelling(
        NpgsqlDataSource database,
        IDbContextFactory<OAuthAttestDb> databases,
        SlackOutbox outbox,
        ISlackWorkspace slack,
        SlackTemplates texts,
        IOptions<ScopeAuditOptions> options,
        IOptions<SlackOptions> slackOptions,
        TimeProvider clock,
        ILogger<ScopeApprovalTelling> logger
    )
    {
        (this.database, this.databases, this.slack, this.clock) = (database, databases, slack, clock);
        messages = new ScopeApprovalMessages(texts);
        post = new ChannelPost(outbox, options.Value.ChannelOr(slackOptions.Value.LeadChannel), logger);
    }

    /// <summary>The message of a proposal as it stands now; null: there is none.</summary>
    public async Task<SlackMessage?> RenderAsync(long proposalId, CancellationToken cancellation) =>
        await ReadAsync(proposalId, cancellation) is { } shown ? messages.Proposal(shown) : null;

    /// <summary>Tells what of it is not told yet, as far as Slack takes it now.</summary>
    public async Task TellAsync(long proposalId, CancellationToken cancellation)
    {
        if (await ReadAsync(proposalId, cancellation) is not { Proposal: { ToldAt: null } proposal } shown)
            return;
        var sent = await post.SendAsync(
            Key(proposal), () => messages.Proposal(shown), clock.GetUtcNow(), cancellation);
        if (sent.Thread is not { } thread)
            return;
        if (proposal.ShownAt is null)
        {
            await database.ExecuteAsync(
                [Statements.Of(
                    $"UPDATE scope_approvals SET shown_at = {clock.GetUtcNow()} WHERE id = {proposal.Id} AND shown_at IS NULL")],
                cancellation);
        }
        if (proposal.State == ScopeApprovalState.Proposed || !await RepaintAsync(thread, shown, cancellation))
            return;
        var reply = await post.ReplyAsync(
            $"{Key(proposal)}:outcome", thread, () => messages.OutcomeOf(shown), clock.GetUtcNow(), cancellation);
        if (reply.RetryAt is null)
        {
            await database.ExecuteAsync(
                [Statements.Of(
                    $"UPDATE scope_approvals SET told_at = {clock.GetUtcNow()} WHERE id = {proposal.Id} AND told_at IS NULL")],
                cancellation);
        }
    }

    /// <summary>Tells in the thread of an approval that the file ends it early; each such end once.</summary>
    internal async Task TellEndedAsync(EndedApproval ended, CancellationToken cancellation)
    {
        if (await ReadAsync(ended.Id, cancellation) is not { } shown)
            return;
        var now = clock.GetUtcNow();
        var sent = await post.SendAsync(Key(shown.Proposal), () => messages.Proposal(shown), now, cancellation);
        if (sent.Thread is not { } thread)
            return;
        var key = FormattableString.Invariant($"{Key(shown.Proposal)}:ended:{ended.Entry}:{ended.Expires.UtcTicks}");
        await post.ReplyAsync(key, thread, () => messages.EndedEarly(ended), now, cancellation);
    }

    /// <summary>Those of which something is not told, the first ones.</summary>
    internal async Task<IReadOnlyList<long>> UntoldAsync(int most, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.ScopeApprovals
            .Where(each => each.ToldAt == null && (each.State != ScopeApprovalState.Proposed || each.ShownAt == null))
            .OrderBy(each => each.Id).Take(most).Select(each => each.Id).ToListAsync(cancellation);
    }

    /// <summary>Takes the buttons away. A message that Slack does not allow to be changed any more is left as it is.</summary>
    /// <returns>False: to be repeated.</returns>
    private async Task<bool> RepaintAsync(SlackThread thread, ShownProposal shown, CancellationToken cancellation)
    {
        try
        {
            await slack.UpdateAsync(thread.Channel, thread.Timestamp, messages.Proposal(shown), cancellation);
            return true;
        }
        catch (SlackException)
        {
            return false;
        }
    }

    private async Task<ShownProposal?> ReadAsync(long proposalId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.ScopeApprovals.AsNoTracking().Where(each => each.Id == proposalId)
            .Join(db.ScopeChanges, each => each.ChangeId, change => change.Id,
                (each, change) => new { Proposal = each, change.Change, change.Means })
            .SingleOrDefaultAsync(cancellation);
        return row is null
            ? null
            : new ShownProposal(
                row.Proposal, AuditDocuments.Change(row.Change), row.Means);
    }

    private static string Key(ScopeApproval proposal) => FormattableString.Invariant($"scope-approval-{proposal.Id}");
}
