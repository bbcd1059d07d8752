using Microsoft.Extensions.Logging;

namespace OAuthAttest.Slack.Outbox;

/// <param name="RetryAt">When to try again; null: Slack has it, or will not take it and it is given up.</param>
/// <param name="Thread">The message as the first of a thread; null: it is not sent.</param>
internal sealed record ChannelDelivery(DateTimeOffset? RetryAt, SlackThread? Thread);

/// <summary>Posts to one channel until Slack has the message: none of these may be lost.</summary>
internal sealed partial class ChannelPost(SlackOutbox outbox, string channel, ILogger logger)
{
    private static readonly TimeSpan ChannelPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    public async Task<ChannelDelivery> SendAsync(
        string key, Func<SlackMessage> render, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var delivery = await outbox.SendAsync(key, channel, render, now, cancellation);
            if (delivery.State == SlackDeliveryState.Sent)
                return new ChannelDelivery(null, new SlackThread(delivery.Channel!, delivery.Timestamp!));
            if (delivery.State == SlackDeliveryState.RetryLater)
                return new ChannelDelivery(delivery.RetryAt, null);
            LogUndelivered(logger, key, delivery.State, delivery.Reason);
            return new ChannelDelivery(now + ChannelPause, null);
        }
        catch (SlackConfigurationException e)
        {
            return Unconfigured(key, now, e);
        }
    }

    /// <summary>A reply in a thread. Where Slack will not take it there, such as in a thread that is gone, the channel gets it.</summary>
    public async Task<ChannelDelivery> ReplyAsync(
        string key, SlackThread thread, Func<SlackMessage> render, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var delivery = await outbox.ReplyAsync(key, thread, render, now, cancellation);
            return delivery.State switch
            {
                SlackDeliveryState.Sent => new ChannelDelivery(null, null),
                SlackDeliveryState.RetryLater => new ChannelDelivery(delivery.RetryAt, null),
                // It may stand there: it is not said twice.
                SlackDeliveryState.Uncertain => new ChannelDelivery(null, null),
                _ => await SendAsync($"{key}:alone", render, now, cancellation) with { Thread = null },
            };
        }
        catch (SlackConfigurationException e)
        {
            return Unconfigured(key, now, e);
        }
    }

    private ChannelDelivery Unconfigured(string key, DateTimeOffset now, SlackConfigurationException fault)
    {
        LogUndelivered(logger, key, SlackDeliveryState.RetryLater, fault.Error);
        return new ChannelDelivery(now + ConfigurationPause, null);
    }

    [LoggerMessage(3171, LogLevel.Error, "Message {MessageKey} did not reach its channel: {State} ({Reason})")]
    private static partial void LogUndelivered(ILogger logger, string messageKey, SlackDeliveryState state, string? reason);
}
