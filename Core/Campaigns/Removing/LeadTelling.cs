using Npgsql;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Evidence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>
/// Tells the lead of items that a person must act on, in one message for all that there are. Whoever came back is a decision of the lead's
/// only after Slack took the message.
/// </summary>
internal sealed class LeadTelling(
    NpgsqlDataSource database,
    ChannelPost post,
    RevocationPauses pauses,
    SlackTemplates texts,
    TimeProvider clock
)
{
    private const int MostTries = 3;
    private static readonly TimeSpan ReopenPause = TimeSpan.FromMinutes(1);

    private readonly LeadBatches batches = new(database);
    private readonly WorklistItems items = new(database);
    private readonly LeadNoticeMessage message = new(texts);

    /// <returns>When to come again; null: the lead knows everything.</returns>
    public async Task<DateTimeOffset?> TellAsync(CampaignKey campaign, long campaignId, CancellationToken cancellation)
    {
        var (isNew, waiting) = await batches.LookAsync(campaignId, cancellation);
        if (!isNew && waiting is null)
            return null;
        // The one that waits first: otherwise an hour's silence of Slack would make two messages of it.
        if (waiting is { } earlier && await SendAsync(campaign, campaignId, earlier, cancellation) is { } retryAt)
            return retryAt;
        if (!isNew)
            return null;
        if (await batches.GatherAsync(campaignId, clock.GetUtcNow(), cancellation) is { } later)
            return later;
        return (await batches.LookAsync(campaignId, cancellation)).Waiting is { } gathered
            ? await SendAsync(campaign, campaignId, gathered, cancellation)
            : null;
    }

    /// <summary>The message as it would be now; null: there is none with this time.</summary>
    public async Task<SlackMessage?> RenderAsync(long campaignId, DateTimeOffset tellingAt, CancellationToken cancellation) =>
        await batches.ReadAsync(campaignId, tellingAt, await pauses.FindAsync(cancellation), cancellation) is { } notice
            ? message.Render(notice)
            : null;

    private async Task<DateTimeOffset?> SendAsync(
        CampaignKey campaign, long campaignId, DateTimeOffset tellingAt, CancellationToken cancellation)
    {
        if (await RenderAsync(campaignId, tellingAt, cancellation) is not { } rendered)
            return null;
        var now = clock.GetUtcNow();
        var key = MessageKeys.ToDo(campaign, tellingAt);
        if (await post.SendAsync(key, () => rendered, now, cancellation) is { RetryAt: { } retryAt })
            return retryAt;
        foreach (var grant in await batches.ReappearedAsync(campaignId, tellingAt, cancellation))
        {
            // Written at the same moment by whoever reads it: the message is sent, so that the next turn only goes on here.
            if (!await ReopenAsync(campaign, grant, key, cancellation))
                return now + ReopenPause;
        }
        await batches.MarkToldAsync(campaignId, tellingAt, now, cancellation);
        return null;
    }

    private async Task<bool> ReopenAsync(CampaignKey campaign, long grant, string key, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var work = await items.FindAsync(campaign.ToString(), grant, cancellation);
            if (work is not { Item.State: RevocationState.Reappeared })
                return true;
            var after = work.Item.MoveTo(RevocationState.Reopened);
            var entry = ItemEvidence.Of(AuditKinds.RevocationReopened, work, after);
            entry = entry with { Data = new Dictionary<string, object?>(entry.Data, StringComparer.Ordinal) { ["messageKey"] = key } };
            if (await items.SaveAsync(work.Item, after, entry, clock.GetUtcNow(), cancellation) is not null)
                return true;
        }
        return false;
    }
}
