using Npgsql;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.Pausing;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

public sealed record TellRemoval(CampaignKey Campaign, long CampaignId);

/// <param name="RetryAt">When to come again; null: there is nothing to tell, as far as it is known now.</param>
public sealed record ToldRemovals(DateTimeOffset? RetryAt);

/// <summary>Tells whoever has to know it what became of a worklist's items. May be repeated, and run at the same time by two workers.</summary>
public sealed class RemovalTelling
{
    private readonly PeopleTelling people;

    public RemovalTelling(
        NpgsqlDataSource database,
        SlackOutbox outbox,
        SlackAccounts accounts,
        SlackPacer pacer,
        SlackPauses pauses,
        SlackTemplates texts,
        TimeProvider clock
    )
    {
        people = new PeopleTelling(database, outbox, accounts, pacer, pauses, texts, clock);
    }

    public async Task<ToldRemovals> TellAsync(TellRemoval tell, CancellationToken cancellation)
    {
        return new ToldRemovals(await people.TellAsync(tell.CampaignId, cancellation));
    }
}
