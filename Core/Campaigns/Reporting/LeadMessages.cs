using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Reporting;

/// <param name="Key">The campaign of the report.</param>
/// <param name="Occasion">Part of the message's key: one report is sent per occasion.</param>
public sealed record SendReport(CampaignKey Key, string Occasion);

/// <param name="Key">The campaign that was due.</param>
/// <param name="Problems">One line per source.</param>
public sealed record TellStartBlocked(CampaignKey Key, IReadOnlyList<string> Problems);

/// <param name="RetryAt">When to try again; null when the message is settled.</param>
/// <param name="Problem">Why it did not reach the channel; null: Slack has it.</param>
public sealed record LeadDelivery(
    DateTimeOffset? RetryAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null
);

/// <summary>Sends the messages for the security lead.</summary>
public sealed partial class LeadMessages(
    CampaignReports reports,
    ReportMessages messages,
    NoticeMessages notices,
    SlackOutbox outbox,
    IOptions<SlackOptions> options,
    TimeProvider clock,
    ILogger<LeadMessages> logger
)
{
    private static readonly TimeSpan ConfigurationPause = TimeSpan.FromMinutes(15);

    public async Task<LeadDelivery> SendAsync(SendReport send, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var report = await reports.BuildAsync(send.Key, now, cancellation)
            ?? throw new InvalidOperationException($"There is no campaign {send.Key}.");
        return await PostAsync(MessageKeys.Report(send.Key, send.Occasion), () => messages.Render(report), now, cancellation);
    }

    public Task<LeadDelivery> SendAsync(TellStartBlocked tell, CancellationToken cancellation) =>
        PostAsync(
            MessageKeys.StartBlocked(tell.Key),
            () => notices.StartBlocked(new StartBlockedView(tell.Key, tell.Problems)),
            clock.GetUtcNow(),
            cancellation
        );

    private async Task<LeadDelivery> PostAsync(
        string messageKey,
        Func<SlackMessage> render,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            var delivery = await outbox.SendAsync(messageKey, options.Value.LeadChannel, render, now, cancellation);
            if (delivery.State is not (SlackDeliveryState.Sent or SlackDeliveryState.RetryLater))
                LogUndelivered(logger, messageKey, delivery.State, delivery.Reason);
            return new LeadDelivery(
                delivery.RetryAt,
                delivery.State == SlackDeliveryState.Sent ? null : $"{delivery.State} ({delivery.Reason})"
            );
        }
        catch (SlackConfigurationException e)
        {
            LogUndelivered(logger, messageKey, SlackDeliveryState.RetryLater, e.Error);
            return new LeadDelivery(now + ConfigurationPause, e.Error);
        }
    }

    [LoggerMessage(3102, LogLevel.Error, "Message {MessageKey} did not reach the lead's channel: {State} ({Reason})")]
    private static partial void LogUndelivered(ILogger logger, string messageKey, SlackDeliveryState state, string? reason);
}
