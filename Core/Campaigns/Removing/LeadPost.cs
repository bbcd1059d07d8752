using Microsoft.Extensions.Logging;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Posts to the lead's channel until Slack has the message: none of these may be lost.</summary>
internal sealed partial class LeadPost(SlackOutbox outbox, SlackOptions options, ILogger logger)
{
    private static readonly TimeSpan ChannelPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    /// <returns>When to try again; null: Slack has it.</returns>
    public async Task<DateTimeOffset?> SendAsync(
        string key, Func<SlackMessage> render, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var delivery = await outbox.SendAsync(key, options.LeadChannel, render, now, cancellation);
            if (delivery.State == SlackDeliveryState.Sent)
                return null;
            if (delivery.State == SlackDeliveryState.RetryLater)
                return delivery.RetryAt;
            LogUndelivered(logger, key, delivery.State, delivery.Reason);
            return now + ChannelPause;
        }
        catch (SlackConfigurationException e)
        {
            LogUndelivered(logger, key, SlackDeliveryState.RetryLater, e.Error);
            return now + ConfigurationPause;
        }
    }

    [LoggerMessage(3171, LogLevel.Error, "Message {MessageKey} did not reach the lead's channel: {State} ({Reason})")]
    private static partial void LogUndelivered(ILogger logger, string messageKey, SlackDeliveryState state, string? reason);
}
