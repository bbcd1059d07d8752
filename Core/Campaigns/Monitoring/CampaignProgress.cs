using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Monitoring;

/// <summary>Live counts of a campaign, small enough for a custom status.</summary>
/// <param name="People">The participants.</param>
/// <param name="Waiting">Not asked yet.</param>
/// <param name="Asked">Were asked and are not done.</param>
/// <param name="Unreachable">Could not be asked.</param>
/// <param name="Done">Answered everything, and the correction window is over.</param>
/// <param name="Complete">Answered everything.</param>
/// <param name="Grants">Grants in the population.</param>
/// <param name="Answered">Grants with an answer.</param>
/// <param name="Failed">How often one of its orchestrations was found failed or missing.</param>
/// <param name="Revived">How often one of them was started again.</param>
/// <param name="Ambiguous">The unreachable people whom more than one Slack account matches.</param>
public sealed record CampaignCounts(
    CampaignState State,
    long People,
    long Waiting,
    long Asked,
    long Unreachable,
    long Done,
    long Complete,
    long Grants,
    long Answered,
    long Failed = 0,
    long Revived = 0,
    long Ambiguous = 0
);

/// <summary>Reads live counts from the participants' rows alone, so that it is cheap enough to call every minute.</summary>
public sealed class CampaignProgress(NpgsqlDataSource source)
{
    /// <exception cref="InvalidOperationException">There is no such campaign.</exception>
    public async Task<CampaignCounts> ReadAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            SELECT c.state, count(p.id),
                   count(*) FILTER (WHERE p.state = 'Waiting'), count(*) FILTER (WHERE p.state = 'Asked'),
                   count(*) FILTER (WHERE p.state = 'Unreachable'), count(*) FILTER (WHERE p.state = 'Done'),
                   count(*) FILTER (WHERE p.open_count = 0),
                   coalesce(sum(p.grant_count), 0)::bigint, coalesce(sum(p.grant_count - p.open_count), 0)::bigint,
                   (SELECT coalesce(sum(failures), 0)::bigint FROM orchestration_failures WHERE campaign_key = c.key),
                   (SELECT coalesce(sum(revivals), 0)::bigint FROM orchestration_failures WHERE campaign_key = c.key),
                   count(*) FILTER (WHERE p.state = 'Unreachable' AND p.slack_candidates IS NOT NULL)
            FROM campaigns c LEFT JOIN campaign_participants p ON p.campaign_id = c.id
            WHERE c.id = $1 GROUP BY c.state, c.key
            """);
        command.Parameters.AddWithValue(campaignId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new InvalidOperationException($"There is no campaign {campaignId}.");
        return new CampaignCounts(
            reader.Named<CampaignState>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10),
            reader.GetInt64(11));
    }
}
