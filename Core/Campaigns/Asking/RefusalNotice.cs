using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Tells the lead that Slack refuses the app's messages, so that people wait and are not asked. Once for each error of a campaign; if the
/// lead's channel is refused too, it is tried again with the next attempt to ask somebody, and health shows it meanwhile.
/// </summary>
public sealed partial class RefusalNotice(
    NoticeMessages messages,
    SlackOutbox outbox,
    IOptions<SlackOptions> options,
    ILogger<RefusalNotice> logger
)
{
    public async Task TellAsync(CampaignKey campaign, string method, string error, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = MessageKeys.Refused(campaign, error);
        try
        {
            await outbox.SendAsync(key, options.Value.LeadChannel, () => messages.Refused(campaign, method, error), now, cancellation);
        }
        catch (SlackException e)
        {
            LogNotTold(logger, key, e.GetType().Name);
        }
    }

    [LoggerMessage(3114, LogLevel.Error, "The lead could not be told of {MessageKey} ({ErrorType})")]
    private static partial void LogNotTold(ILogger logger, string messageKey, string errorType);
}
