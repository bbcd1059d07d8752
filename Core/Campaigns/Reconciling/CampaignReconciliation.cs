using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Orchestrations;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reconciling;

/// <summary>A campaign that is not over, with the state of its shards' orchestrations.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Shards">Its shards' orchestrations as the engine lists them; a missing orchestration is missing here too.</param>
/// <param name="Now">The operation's instant.</param>
/// <param name="Settled">An orchestration that ended after this instant is left alone: its caller may still start it again.</param>
public sealed record CompareCampaign(
    CampaignStatus Campaign,
    IReadOnlyList<SeenOrchestration> Shards,
    DateTimeOffset Now,
    DateTimeOffset Settled
)
{
    /// <summary>True when a shard's orchestration should be running while people are asked, and is not.</summary>
    public bool HasDeadShards => DeadShards.Count > 0;

    internal IReadOnlyList<int> DeadShards =>
        Campaign.State != CampaignState.Open
            ? []
            :
            [
                .. Enumerable
                    .Range(1, Campaign.ShardCount)
                    .Where(shard =>
                        Shards.FirstOrDefault(seen => seen.InstanceId == Campaign.Key.ShardInstanceId(shard)) is not { } found
                        || IsDead(found)
                    ),
            ];

    private bool IsDead(SeenOrchestration shard) => shard.Life != OrchestrationLife.Alive && shard.UpdatedAt <= Settled;
}

/// <param name="Shards">Shards of which no participant's orchestration is running: starting the shard starts them all.</param>
/// <param name="People">Participants whose orchestration is to be started one by one.</param>
public sealed record LostInCampaign(IReadOnlyList<int> Shards, IReadOnlyList<Respondent> People);

/// <summary>
/// Compares a campaign's participants with their orchestrations. The engine's list goes into a temporary table, page by page, so that
/// memory use does not grow with a hundred thousand people; no transaction is open meanwhile.
/// </summary>
public sealed class CampaignReconciliation(NpgsqlDataSource source)
{
    /// <summary>The maximum number of people found in one run; the next run finds the rest.</summary>
    private const int MostPeople = 2000;

    // The messages of people who are done still have buttons that must be removed at the end. After the cut-off that is the only work
    // left, and only for people who were asked, or in whose place somebody was. Who is unreachable may be reachable tomorrow.
    private const string ShouldLiveSql = "(@open OR p.asked_at IS NOT NULL OR p.delegate_slack_user_id IS NOT NULL)";

    // A running or completed orchestration is not started again. A missing one may be about to be started by its shard, so it counts as
    // lost only if the shard is dead.
    private const string IsLostSql =
        "CASE WHEN s.key IS NULL THEN @open AND p.shard = ANY(@dead) ELSE s.life IN ('Failed', 'Terminated') AND s.updated_at <= "
            + "@settled END";

    private const string ShardsSql = $"""
        SELECT p.shard FROM campaign_participants p
          LEFT JOIN seen_people s ON s.key = p.key
         WHERE p.campaign_id = @campaign AND p.shard = ANY(@dead)
         GROUP BY p.shard
        HAVING bool_or({ShouldLiveSql} AND {IsLostSql}) AND NOT bool_or(coalesce(s.life = 'Alive' OR s.updated_at > @settled, false))
         ORDER BY p.shard
        """;

    private static readonly string PeopleSql = $"""
        SELECT p.id, p.key FROM campaign_participants p
          LEFT JOIN seen_people s ON s.key = p.key
          LEFT JOIN orchestration_failures f ON f.instance_id = @campaign_id || '-u-' || p.key
         WHERE p.campaign_id = @campaign AND p.shard <> ALL(@lost) AND {ShouldLiveSql} AND {IsLostSql}
             AND {OrchestrationFailures.MayBeRevivedSql}
         ORDER BY p.id LIMIT {MostPeople}
        """;

    public static string ShardPrefix(CampaignKey key) => $"{key.InstanceId}-s";

    public static string PeoplePrefix(CampaignKey key) => key.ParticipantInstanceId("");

    /// <param name="compare">The campaign.</param>
    /// <param name="people">The orchestrations of its participants; where no shard is dead, the failed ones are enough.</param>
    /// <param name="cancellation">Cancels the comparison.</param>
    public async Task<LostInCampaign> CompareAsync(
        CompareCampaign compare,
        IAsyncEnumerable<IReadOnlyList<SeenOrchestration>> people,
        CancellationToken cancellation
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, "CREATE TEMP TABLE seen_people (key text, life text, updated_at timestamptz)", cancellation);
        try
        {
            await foreach (var page in people.WithCancellation(cancellation))
                await KeepAsync(connection, compare, page, cancellation);
            await ExecuteAsync(connection, "ANALYZE seen_people", cancellation);
            return await FindAsync(connection, compare, cancellation);
        }
        finally
        {
            await ExecuteAsync(connection, "DROP TABLE seen_people", CancellationToken.None);
        }
    }

    private static async Task KeepAsync(
        NpgsqlConnection connection,
        CompareCampaign compare,
        IReadOnlyList<SeenOrchestration> page,
        CancellationToken cancellation
    )
    {
        var prefix = PeoplePrefix(compare.Campaign.Key).Length;
        await using var command = new NpgsqlCommand("INSERT INTO seen_people SELECT * FROM unnest(@keys, @lives, @times)", connection);
        command.Parameters.AddWithValue("keys", page.Select(seen => seen.InstanceId[prefix..]).ToArray());
        command.Parameters.AddWithValue("lives", page.Select(seen => seen.Life.ToString()).ToArray());
        command.Parameters.AddWithValue("times", page.Select(seen => seen.UpdatedAt.ToUniversalTime()).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<LostInCampaign> FindAsync(
        NpgsqlConnection connection,
        CompareCampaign compare,
        CancellationToken cancellation
    )
    {
        var shards = compare.HasDeadShards
            ? await ReadAsync(connection, ShardsSql, compare, [], reader => reader.GetInt32(0), cancellation)
            : [];
        var campaign = compare.Campaign;
        return new LostInCampaign(
            shards,
            await ReadAsync(
                connection,
                PeopleSql,
                compare,
                shards,
                reader => new Respondent(campaign.Key, campaign.CampaignId, reader.GetInt64(0), reader.GetString(1)),
                cancellation
            )
        );
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sql,
        CompareCampaign compare,
        IReadOnlyList<int> lostShards,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("campaign", compare.Campaign.CampaignId);
        command.Parameters.AddWithValue("campaign_id", compare.Campaign.Key.InstanceId);
        command.Parameters.AddWithValue("open", compare.Campaign.State == CampaignState.Open);
        command.Parameters.AddWithValue("now", compare.Now.ToUniversalTime());
        command.Parameters.AddWithValue("settled", compare.Settled.ToUniversalTime());
        command.Parameters.Add(
            new NpgsqlParameter("dead", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = compare.DeadShards.ToArray() }
        );
        command.Parameters.Add(new NpgsqlParameter("lost", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = lostShards.ToArray() });
        return await command.ListAsync(read, cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
