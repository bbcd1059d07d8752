using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.Pausing;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

public sealed record TellRemoval(CampaignKey Campaign, long CampaignId);

/// <param name="RetryAt">When to come again; null: there is nothing to tell, as far as it is known now.</param>
public sealed record ToldRemovals(DateTimeOffset? RetryAt);

/// <summary>
/// Tells whoever has to know it what became of a worklist's items: people what is gone, the lead what a person must
/// act on and how it ended. May be
/// repeated, and run at the same time by two workers.
/// </summary>
public sealed class RemovalTelling
{
    private const long LastNotice = 253_402_300_799_999;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource database;
    private readonly SlackTemplates texts;
    private readonly TimeProvider clock;
    private readonly PeopleTelling people;
    private readonly LeadTelling lead;
    private readonly EndTelling end;

    public RemovalTelling(
        NpgsqlDataSource database,
        SlackOutbox outbox,
        SlackAccounts accounts,
        SlackPacer pacer,
        SlackPauses slackPauses,
        RevocationPauses pauses,
        SlackTemplates texts,
        ScopeDictionary dictionary,
        IOptions<SlackOptions> options,
        IOptions<RevocationOptions> revocation,
        TimeProvider clock,
        ILogger<RemovalTelling> logger
    )
    {
        (this.database, this.texts, this.clock) = (database, texts, clock);
        people = new PeopleTelling(database, outbox, accounts, pacer, slackPauses, texts, dictionary, clock);
        var post = new ChannelPost(outbox, options.Value.LeadChannel, logger);
        lead = new LeadTelling(database, post, pauses, texts, clock);
        end = new EndTelling(database, post, revocation.Value.Mode, texts, clock);
    }

    public async Task<ToldRemovals> TellAsync(TellRemoval tell, CancellationToken cancellation)
    {
        // The lead first: a hundred thousand people are told for hours.
        var leadsAt = await lead.TellAsync(tell.Campaign, tell.CampaignId, cancellation);
        var peopleAt = await people.TellAsync(tell.CampaignId, cancellation);
        // Last, so that it knows who was told; and not before, unless that takes long.
        var endAt = peopleAt > clock.GetUtcNow() + LongestDelay || peopleAt is null
            ? await end.TellAsync(tell.Campaign, tell.CampaignId, cancellation)
            : null;
        return new ToldRemovals(DueTimes.Earlier(DueTimes.Earlier(leadsAt, peopleAt), endAt));
    }

    /// <summary>A message to the lead as it would be now; null: there is none with this number.</summary>
    public async Task<SlackMessage?> RenderAsync(CampaignKey campaign, long notice, CancellationToken cancellation)
    {
        if (notice is <= 0 or > LastNotice)
            return null;
        return await FindAsync(campaign, cancellation) is { } id
            ? await lead.RenderAsync(id, DateTimeOffset.FromUnixTimeMilliseconds(notice), cancellation)
            : null;
    }

    /// <summary>More of what is gone than the last report shows, each with its button; null: there is no such campaign.</summary>
    /// <param name="after">The grant that was shown last.</param>
    public async Task<SlackMessage?> RenderMoreAsync(CampaignKey campaign, long after, CancellationToken cancellation) =>
        await FindAsync(campaign, cancellation) is { } id ? await end.RenderMoreAsync(campaign, id, after, cancellation) : null;

    /// <summary>The answer to Pause or Resume.</summary>
    public SlackMessage AnswerPause(bool isAllowed, bool pause) =>
        SlackMessage.Note(texts.Say(!isAllowed ? LeadTexts.NotAllowed : pause ? LeadTexts.WasPaused : LeadTexts.WasResumed));

    private async Task<long?> FindAsync(CampaignKey campaign, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT id FROM campaigns WHERE key = @key");
        command.Parameters.AddWithValue("key", campaign.ToString());
        return await command.ListAsync(row => row.GetInt64(0), cancellation) is [var id] ? id : null;
    }
}
