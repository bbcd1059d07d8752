using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.People;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>
/// Tells the security channel of remediations: the plan with its buttons, and in its thread what became of it. May be repeated: each
/// message is sent once.
/// </summary>
public sealed class RemediationTelling
{
    private const int MostMentions = 20;

    private static readonly TimeSpan RepaintPause = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<OAuthAttestDb> contexts;
    private readonly RemediationRows rows;
    private readonly SlackOutbox outbox;
    private readonly ISlackWorkspace slack;
    private readonly ChannelPost post;
    private readonly RemediationMessages messages;
    private readonly RemediationOptions options;
    private readonly TimeProvider clock;

    internal RemediationTelling(
        IDbContextFactory<OAuthAttestDb> contexts,
        RemediationRows rows,
        SlackOutbox outbox,
        ISlackWorkspace slack,
        RemediationMessages messages,
        IOptions<RemediationOptions> options,
        string channel,
        TimeProvider clock,
        ILogger<RemediationTelling> logger
    )
    {
        (this.contexts, this.rows, this.outbox, this.messages) = (contexts, rows, outbox, messages);
        (this.options, this.slack, this.clock) = (options.Value, slack, clock);
        post = new ChannelPost(outbox, channel, logger);
    }

    /// <summary>The plan's message as it stands now; null: there is none.</summary>
    public async Task<SlackMessage?> RenderPlanAsync(long id, CancellationToken cancellation) =>
        await rows.FindAsync(id, cancellation) is { Plan: not null } row
        && await rows.ChangeAsync(row.ChangeId, cancellation) is { } found
            ? messages.Plan(row, found.Change)
            : null;

    /// <returns>When to come again; null: what there is to tell is told.</returns>
    internal async Task<DateTimeOffset?> TellAsync(Remediation row, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (row.State == RemediationState.Waiting)
        {
            if (await rows.ChangeAsync(row.ChangeId, cancellation) is not { } found)
                return null;
            var plan = await post.SendAsync(RootKey(row), () => messages.Plan(row, found.Change), now, cancellation);
            if (plan.Thread is not { } thread)
                return plan.RetryAt;
            return row.RemindedAt is null
                ? null
                : (await RemindAsync(row, thread, now, cancellation)).RetryAt;
        }
        if (row.Told == row.State || messages.News(row) is not { } news)
            return null;
        var root = await outbox.FindAsync(RootKey(row), cancellation);
        if (row.Told is null && root is { Timestamp: { } shown, Channel: { } where }
            && !await RepaintAsync(row, where, shown, cancellation))
        {
            return now + RepaintPause;
        }
        var key = $"{RootKey(row)}:{row.State}";
        var sent = root is { Timestamp: { } timestamp, Channel: { } channel }
            ? await post.ReplyAsync(key, new SlackThread(channel, timestamp), () => news, now, cancellation)
            : await post.SendAsync(key, () => news, now, cancellation);
        if (sent.RetryAt is { } later)
            return later;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.ExecuteAsync(
            [Statements.Of($"UPDATE scope_remediations SET told = {row.State} WHERE id = {row.Id} AND state = {row.State}")],
            cancellation);
        return null;
    }

    /// <summary>
    /// Takes the buttons away, whoever decided and however. A message that Slack does not let be changed is left as it is.
    /// </summary>
    /// <returns>False: to be repeated.</returns>
    private async Task<bool> RepaintAsync(Remediation row, string channel, string timestamp, CancellationToken cancellation)
    {
        try
        {
            if (await RenderPlanAsync(row.Id, cancellation) is { } plan)
                await slack.UpdateAsync(channel, timestamp, plan, cancellation);
            return true;
        }
        catch (SlackException e) when (e is not SlackConfigurationException)
        {
            return false;
        }
    }

    private async Task<ChannelDelivery> RemindAsync(
        Remediation row, SlackThread thread, DateTimeOffset now, CancellationToken cancellation)
    {
        var approvers = await ApproversAsync(cancellation);
        return await post.ReplyAsync($"{RootKey(row)}:reminder", thread, () => messages.Reminder(row, approvers), now, cancellation);
    }

    /// <summary>The Slack accounts of the approvers who may decide, as far as the directory knows them.</summary>
    private async Task<IReadOnlyList<string>> ApproversAsync(CancellationToken cancellation)
    {
        var addresses = options.Approvers.Select(address => address.ToLowerInvariant()).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<SlackUser>().Where(user => addresses.Contains(user.Email!) && !user.Deleted && !user.IsBot && !user.IsExternal)
            .OrderBy(user => user.SlackUserId).Select(user => user.SlackUserId).Take(MostMentions).ToListAsync(cancellation);
    }

    private static string RootKey(Remediation row) => string.Create(CultureInfo.InvariantCulture, $"scope-remediation-{row.Id}");
}
