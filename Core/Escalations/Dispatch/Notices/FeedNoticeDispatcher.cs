using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Notices;

/// <summary>Posts the notices about feeds in the security channel, the oldest first. They belong to no incident.</summary>
public sealed partial class FeedNoticeDispatcher(
    IDbContextFactory<OAuthAttestDb> databases,
    EffectOutbox outbox,
    FeedMessages messages,
    SlackOutbox slack,
    IOptions<EscalationOptions> options,
    TimeProvider clock,
    ILogger<FeedNoticeDispatcher> logger
)
{
    private const int RowsATurn = 20;
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Sends what is due, until one must wait: a notice never overtakes an older one.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        foreach (var effect in await ReadOpenAsync(cancellation))
        {
            var now = clock.GetUtcNow();
            // No lease here: the message has its own in slack_messages, where a lost attempt is looked up before it is repeated.
            if (
                effect.NextAttemptAt > now
                || await outbox.ClaimAsync(effect, now, TimeSpan.Zero, cancellation) is not { } claim
                || !await SendAsync(effect, claim, now, cancellation)
            )
            {
                return;
            }
        }
    }

    /// <returns>False: it must wait.</returns>
    private async Task<bool> SendAsync(EscalationEffect effect, EffectClaim claim, DateTimeOffset now, CancellationToken cancellation)
    {
        var notice = effect.Ordered<FeedNotice>() ?? throw new InvalidOperationException($"{effect.Key} does not say what to tell.");
        try
        {
            var delivery = await slack.SendAsync(
                effect.Key, options.Value.SecurityChannel, () => messages.Render(notice), now, cancellation);
            return await SettleAsync(effect, claim, delivery);
        }
        catch (SlackConfigurationException e)
        {
            LogUndelivered(logger, effect.Key, SlackDeliveryState.RetryLater, e.Error);
            await outbox.PostponeAsync(claim, clock.GetUtcNow() + LongPause, e.Error, null, CancellationToken.None);
            return false;
        }
    }

    private async Task<bool> SettleAsync(EscalationEffect effect, EffectClaim claim, SlackDelivery delivery)
    {
        var now = clock.GetUtcNow();
        switch (delivery.State)
        {
            case SlackDeliveryState.Sent:
                await outbox.SettleAsync(effect.Id, EffectState.Done, null, null, now, CancellationToken.None);
                return true;
            case SlackDeliveryState.RetryLater:
                var at = delivery.RetryAt ?? now + ShortPause;
                await outbox.PostponeAsync(claim, at, delivery.Reason ?? "later", null, CancellationToken.None);
                return false;
            case SlackDeliveryState.Unreachable:
                // Retried, because somebody can still add the app to the channel.
                LogUndelivered(logger, effect.Key, delivery.State, delivery.Reason);
                await outbox.PostponeAsync(claim, now + LongPause, delivery.Reason ?? "unreachable", null, CancellationToken.None);
                return false;
            default:
                var reason = delivery.Reason ?? delivery.State.ToString();
                LogUndelivered(logger, effect.Key, delivery.State, reason);
                await outbox.SettleAsync(effect.Id, EffectState.Failed, null, reason, now, CancellationToken.None);
                return true;
        }
    }

    private async Task<IReadOnlyList<EscalationEffect>> ReadOpenAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db
            .Effects.AsNoTracking()
            .WhereOpen()
            .Where(effect => effect.Kind == EffectKind.FeedNotice)
            .OrderBy(effect => effect.Id)
            .Take(RowsATurn)
            .ToListAsync(cancellation);
    }

    [LoggerMessage(3312, LogLevel.Error, "Notice {MessageKey} did not reach the security channel: {State} ({Reason})")]
    private static partial void LogUndelivered(ILogger logger, string messageKey, SlackDeliveryState state, string? reason);
}
