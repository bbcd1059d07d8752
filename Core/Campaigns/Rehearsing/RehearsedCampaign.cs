using Npgsql;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>A campaign that exists only in temporary tables.</summary>
internal sealed class RehearsedCampaign(
    NpgsqlConnection connection,
    RehearseCampaign rehearse,
    long campaignId,
    long grants,
    IReadOnlyList<ClosedCampaign> closed,
    string previousItems,
    IReadOnlyList<string> problems
)
{
    private const int Portion = 500;

    public long CampaignId => campaignId;

    public long Grants => grants;

    /// <summary>Names in the policy that the inventory does not know.</summary>
    public IReadOnlyList<string> Problems => problems;

    public bool HasPrevious => closed.Count > 0;

    public static async Task<RehearsedCampaign> OpenAsync(
        NpgsqlConnection connection,
        RehearseCampaign rehearse,
        CancellationToken cancellation
    )
    {
        var closed = await PreviousReviews.ClosedAsync(connection, cancellation);
        var named = await PolicyValues.ResolveAsync(connection, rehearse.Policy, rehearse.Now, cancellation);
        var schema = await ShadowTables.CreateAsync(connection, cancellation);
        await BulkWork.BeginAsync(connection, await CampaignSnapshot.ExpectedGrantsAsync(connection, cancellation), cancellation);
        var tables = await SnapshotTables.CreateTemporaryAsync(connection, cancellation);
        await ShadowTables.SealAsync(connection, cancellation);

        var open = new OpenCampaign(
            rehearse.Key,
            "rehearsal",
            rehearse.Policy,
            rehearse.DictionaryVersion,
            rehearse.Now,
            AcceptStale: true
        );
        var id = await CampaignRowWriter.AddAsync(connection, open, closed, cancellation)
            ?? throw new InvalidOperationException("The rehearsal's own table was not empty.");
        var items = $"{schema}.campaign_items";
        var snapshot = new CampaignSnapshot(connection, new SnapshotPlan(id, named.Policy, rehearse.Now, closed, tables, items));
        await snapshot.FreezeItemsAsync(cancellation);
        var numbers = await snapshot.FreezePeopleAndAppsAsync(cancellation);
        if (rehearse.Directory is { Basis: DirectoryBasis.AssumedReachable })
            await AssumeReachableAsync(connection, id, cancellation);
        var digest = await snapshot.DigestAsync(cancellation);
        var inventory = await snapshot.CountInventoryAsync(cancellation);
        await CampaignRowWriter.CompleteAsync(connection, id, numbers, inventory, digest, cancellation);
        return new RehearsedCampaign(connection, rehearse, id, numbers.Grants, closed, items, named.Problems);
    }

    /// <summary>The next people whom a message can reach; empty when there are no more.</summary>
    public async Task<IReadOnlyList<long>> ReachableAsync(long afterId, CancellationToken cancellation)
    {
        await using var command = Command(
            $"SELECT id FROM campaign_participants WHERE campaign_id = @campaign AND slack_user_id IS NOT NULL AND id > @after ORDER BY "
                + $"id LIMIT {Portion}"
        );
        command.Parameters.AddWithValue("after", afterId);
        var people = new List<long>(Portion);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            people.Add(reader.GetInt64(0));
        return people;
    }

    /// <summary>Fills in the state as if every deliverable message had been delivered and nobody had answered.</summary>
    public async Task PretendAskedAsync(CancellationToken cancellation)
    {
        await using var command = Command("""
            UPDATE campaign_participants
            SET asked_at = CASE WHEN slack_user_id IS NOT NULL THEN @now END, state = CASE WHEN slack_user_id IS NULL THEN 'Unreachable'
                ELSE 'Asked' END
            WHERE campaign_id = @campaign
            """);
        command.Parameters.AddWithValue("now", rehearse.Now.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Fills in the answers of the last campaign that covered the grant, where the question is the same.</summary>
    public async Task PretendSameAnswersAsync(CancellationToken cancellation)
    {
        await using var forget = Command("DELETE FROM revocation_worklist WHERE campaign_id = @campaign");
        await forget.ExecuteNonQueryAsync(cancellation);
        await using var answer = Command($"""
            UPDATE campaign_items i SET class = NULL, answer = CASE WHEN i.drift IN ('Unchanged', 'KeptLastTime') THEN p.answer
                ELSE 'None' END
            FROM campaign_items self LEFT JOIN ({PreviousReviews.Sql(previousItems)}) p ON p.grant_id = self.grant_id
            WHERE i.campaign_id = @campaign AND self.campaign_id = @campaign AND self.grant_id = i.grant_id
            """);
        PreviousReviews.AddTo(answer, closed);
        await answer.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Classifies the grants and drafts the worklist with the code of a real closing.</summary>
    public async Task<ProjectedWorklist> ProjectAsync(CancellationToken cancellation)
    {
        var classes = await Classification.ApplyAsync(connection, campaignId, grants, cancellation);
        var draft = await new WorklistDraft(connection, campaignId, grants, rehearse.Policy).WriteAsync(rehearse.Now, cancellation);
        return new ProjectedWorklist(classes, draft.Size, draft.HoldReasons);
    }

    public async Task<IReadOnlyList<PersonCount>> LargestListsAsync(int take, CancellationToken cancellation)
    {
        await using var command = Command(
            $"SELECT key, display_name, grant_count::bigint FROM campaign_participants WHERE campaign_id = @campaign ORDER BY "
                + $"grant_count DESC, id LIMIT {take}"
        );
        var people = new List<PersonCount>(take);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            people.Add(new PersonCount(reader.GetString(0), reader.TextOrNull(1), reader.GetInt64(2)));
        return people;
    }

    private static async Task AssumeReachableAsync(NpgsqlConnection connection, long campaignId, CancellationToken cancellation)
    {
        const string sql = """
            UPDATE campaign_participants SET slack_user_id = 'assumed', slack_candidates = NULL
            WHERE campaign_id = @campaign AND email IS NOT NULL
            """;
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        return command;
    }
}
