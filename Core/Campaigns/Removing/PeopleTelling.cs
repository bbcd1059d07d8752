using Npgsql;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Outside;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.Pausing;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>
/// Tells people which access is gone: in the thread of their question, or as a direct message where there is none. The people are told one
/// after the other, within the pace of all messages.
/// </summary>
internal sealed class PeopleTelling(
    NpgsqlDataSource database,
    SlackOutbox outbox,
    SlackAccounts accounts,
    SlackPacer pacer,
    SlackPauses pauses,
    SlackTemplates texts,
    ScopeDictionary dictionary,
    TimeProvider clock
)
{
    /// <summary>A slot so near is used at once: the pace is for the minute, and whoever waits for each slot waits mostly.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);
    private const int MostDelays = 3;

    private readonly RemovalBatches batches = new(database);
    private readonly RemovalReading reading = new(database, dictionary);
    private readonly RemovedMessage message = new(texts);

    /// <returns>When to come again; null: nobody has to be told, as far as it is known now.</returns>
    public async Task<DateTimeOffset?> TellAsync(long campaignId, CancellationToken cancellation)
    {
        var (isUntold, isWaiting) = await batches.LookAsync(campaignId, cancellation);
        if (!isUntold && !isWaiting)
            return null;
        DateTimeOffset? next = null;
        if (isUntold)
        {
            var gathered = await batches.GatherAsync(campaignId, clock.GetUtcNow(), cancellation);
            (next, isWaiting) = (gathered.NextAt, isWaiting || gathered.IsAny);
        }
        return isWaiting ? DueTimes.Earlier(next, await SendAsync(campaignId, cancellation)) : next;
    }

    private async Task<DateTimeOffset?> SendAsync(long campaignId, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        if (await pauses.FindNextTryAsync(SlackPauses.DirectMessages, cancellation) is { } pause && pause > clock.GetUtcNow())
            return pause;
        var waiting = await batches.WaitingAsync(campaignId, cancellation);
        DateTimeOffset? later = null;
        var delays = 0;
        foreach (var batch in waiting)
        {
            var now = clock.GetUtcNow();
            if (clock.GetElapsedTime(started) > LongestTurn)
                return now;
            if (await pacer.TryReserveSlotAsync(SlackPacer.Posting, now, now + Reserve, cancellation) is null)
                return now + Reserve;
            if (await TellAsync(batch, now, cancellation) is not { } retryAt)
                continue;
            later = DueTimes.Earlier(later, retryAt);
            if (++delays == MostDelays)
                return later;
        }
        return waiting.Count == 0 ? null : later ?? (await batches.LookAsync(campaignId, cancellation) is { IsWaiting: true }
            ? clock.GetUtcNow()
            : null);
    }

    /// <returns>When to try again; null: it is settled.</returns>
    private async Task<DateTimeOffset?> TellAsync(RemovalBatch batch, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = MessageKeys.Removed(batch.Who, batch.TellingAt);
        var directly = MessageKeys.RemovedDirectly(batch.Who, batch.TellingAt);
        var isDirect = await outbox.FindAsync(directly, cancellation) is not null;
        if (!isDirect && await outbox.FindAsync(key, cancellation) is null)
            await batches.DropAsync(batch, cancellation);
        var facts = await reading.ReadAsync(batch, cancellation);
        if (facts.View is not { } view)
            return null;
        SlackMessage Render() => message.Render(view);
        try
        {
            if (!isDirect && await ThreadAsync(batch.Who, cancellation) is { } thread)
            {
                var reply = await outbox.ReplyAsync(key, thread, Render, now, cancellation);
                // Then it was certainly not posted: the question was deleted, or its thread is closed.
                if (reply.State is not (SlackDeliveryState.Unreachable or SlackDeliveryState.Rejected))
                    return await SettleAsync(batch, key, reply, now, cancellation);
            }
            var (target, obstacle) = await TargetAsync(facts, cancellation);
            if (target is null)
            {
                await batches.MarkProblemAsync(batch, obstacle, cancellation);
                return null;
            }
            return await SettleAsync(
                batch, directly, await outbox.SendAsync(directly, target, Render, now, cancellation), now, cancellation);
        }
        catch (SlackConfigurationException)
        {
            return now + ConfigurationPause;
        }
    }

    private async Task<DateTimeOffset?> SettleAsync(
        RemovalBatch batch, string key, SlackDelivery delivery, DateTimeOffset now, CancellationToken cancellation)
    {
        switch (delivery.State)
        {
            case SlackDeliveryState.RetryLater:
                return delivery.RetryAt;
            case SlackDeliveryState.Sent:
                await batches.MarkToldAsync(batch, key, now, cancellation);
                return null;
            default:
                await batches.MarkProblemAsync(batch, UnreachableReason.Of(delivery), cancellation);
                return null;
        }
    }

    private async Task<SlackThread?> ThreadAsync(Respondent who, CancellationToken cancellation)
    {
        var question = await outbox.FindAsync(MessageKeys.Request(who), cancellation);
        return question is { State: SlackMessageState.Sent, Channel: { } channel, Timestamp: { } timestamp }
            ? new SlackThread(channel, timestamp)
            : null;
    }

    /// <returns>The account, or why there is none.</returns>
    private async Task<(string? SlackUserId, string Obstacle)> TargetAsync(RemovalFacts facts, CancellationToken cancellation)
    {
        if (facts.SlackUserId is { } asked)
            return (asked, "");
        if (facts.Email is not { } email)
            return (null, UnreachableReason.NoAddress);
        var account = await accounts.FindAsync(email, cancellation);
        return (account.SlackUserId, account.IsAmbiguous ? UnreachableReason.Ambiguous : UnreachableReason.NoAccount);
    }
}
