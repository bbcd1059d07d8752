using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pausing;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>
/// Tells the leads of open campaigns, once Slack answers again, that it was out for long: people were asked or reminded later than they
/// should have been.
/// </summary>
public sealed class OutageNotice(
    NpgsqlDataSource source,
    SlackPauses pauses,
    NoticeMessages messages,
    SlackOutbox outbox,
    IOptions<SlackOptions> options,
    TimeProvider clock
)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    /// <summary>Safe to repeat: each notice has its key.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var pause in await pauses.FindUntoldAsync(Shortest, cancellation))
        {
            var isTold = true;
            foreach (var campaign in await OpenAsync(cancellation))
            {
                var delivery = await outbox.SendAsync(
                    MessageKeys.Outage(campaign, pause.Since),
                    options.Value.LeadChannel,
                    () => messages.Outage(campaign, pause.Since, pause.EndedAt),
                    clock.GetUtcNow(),
                    cancellation
                );
                isTold &= delivery.State != SlackDeliveryState.RetryLater;
            }
            if (isTold)
                await pauses.MarkToldAsync(pause, cancellation);
        }
    }

    private async Task<IReadOnlyList<CampaignKey>> OpenAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT key FROM campaigns WHERE state = 'Open' ORDER BY id");
        var keys = new List<CampaignKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            keys.Add(CampaignKey.Parse(reader.GetString(0)));
        return keys;
    }
}
