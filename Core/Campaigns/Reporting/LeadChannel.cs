using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Configuration;
using OAuthAttest.Slack;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>
/// Asks Slack, before a campaign starts, whether the lead can be written to: the report and the worklist to decide on go there, and would
/// be lost.
/// </summary>
public sealed partial class LeadChannel(ISlackWorkspace slack, IOptions<SlackOptions> options, ILogger<LeadChannel> logger)
{
    private static readonly string Setting = SettingKey.Of<SlackOptions>(slack => slack.LeadChannel);

    /// <summary>
    /// One sentence for a person; null: the channel takes messages, or Slack does not let the bot find out (it has no scope to read the
    /// channel), which is logged.
    /// </summary>
    /// <exception cref="SlackException">Slack could not be asked now; only what passes by itself.</exception>
    public async Task<string?> FindProblemAsync(CampaignKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        var channel = options.Value.LeadChannel;
        try
        {
            // Slack reads a conversation only to a bot that is in it.
            var found = await slack.FindOwnMessageAsync(channel, MessageKeys.Report(key, "channel-check"), now, cancellation);
            switch (found)
            {
                case SlackHistorySearch.Unreachable { Reason: var reason }:
                    return $"The lead's channel {channel} cannot be written to (Slack: {reason}): {Advice(reason)}";
                case SlackHistorySearch.Unreadable { Reason: var reason }:
                    LogUnchecked(logger, channel, reason);
                    return null;
                default:
                    return null;
            }
        }
        catch (SlackConfigurationException e)
        {
            return $"Slack refuses the bot's token ({e.Error}): nobody can be asked, and the lead cannot be told.";
        }
    }

    private static string Advice(string reason) => reason switch
    {
        "not_in_channel" or "channel_not_found" => $"invite the bot to it, or correct {Setting}.",
        "is_archived" => "it is archived.",
        _ => $"correct {Setting}.",
    };

    [LoggerMessage(3103, LogLevel.Warning, "It could not be checked whether the lead's channel {Channel} takes messages ({Reason})")]
    private static partial void LogUnchecked(ILogger logger, string channel, string reason);
}
