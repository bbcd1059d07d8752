using Npgsql;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Closing;

/// <summary>The only rule for the class of a grant, and the set-based statement that applies it.</summary>
internal static class Classification
{
    /// <summary>
    /// The class of an item <c>i</c> with its participant <c>p</c>. Remove and Not mine stand, however the scopes grew: less was not
    /// wanted, so more is not either. Only a Keep is void when the scopes grew after it. Without an answer, a question that was never
    /// delivered is unreachable, not unanswered, whatever the scopes are now.
    /// </summary>
    public const string Sql = $"""
        CASE WHEN i.answer IN ('Remove', 'NotMine') THEN 'Remove'
             WHEN i.answer = 'Keep' THEN CASE WHEN i.grant_id IN (
                 SELECT i.grant_id FROM campaign_items i JOIN grants g ON g.id = i.grant_id WHERE i.campaign_id = @campaign
                     AND i.answer = 'Keep' AND {ScopeGrowth.Sql}) THEN 'Changed' ELSE 'Attested' END
             WHEN i.kept_scopes IS NOT NULL THEN 'Changed'
             WHEN p.state = 'Unreachable' OR p.asked_at IS NULL THEN 'Unreachable'
             ELSE 'Unanswered' END
        """;

    private const string Counts = """
        SELECT count(*) FILTER (WHERE class = 'Attested'), count(*) FILTER (WHERE class = 'Remove'),
               count(*) FILTER (WHERE class = 'Unanswered'), count(*) FILTER (WHERE class = 'Unreachable'),
               count(*) FILTER (WHERE class = 'Changed')
        """;

    private const string ApplySql = $"""
        WITH classified AS (
            UPDATE campaign_items i SET class = {Sql} FROM campaign_participants p
            WHERE i.campaign_id = @campaign AND p.id = i.participant_id
            RETURNING i.class)
        {Counts} FROM classified
        """;

    private const string CountSql = $"{Counts} FROM campaign_items WHERE campaign_id = @campaign";

    /// <summary>Classifies all items, on the transaction that is open, and counts what it wrote.</summary>
    /// <param name="grants">The number of items.</param>
    public static async Task<ClassNumbers> ApplyAsync(
        NpgsqlConnection connection, long campaignId, long grants, CancellationToken cancellation)
    {
        await BulkWork.BeginAsync(connection, grants, cancellation);
        return await NumbersAsync(connection, ApplySql, campaignId, cancellation);
    }

    /// <summary>Reads the classes that were written before.</summary>
    public static Task<ClassNumbers> CountAsync(NpgsqlConnection connection, long campaignId, CancellationToken cancellation) =>
        NumbersAsync(connection, CountSql, campaignId, cancellation);

    private static async Task<ClassNumbers> NumbersAsync(
        NpgsqlConnection connection, string sql, long campaignId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new ClassNumbers(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
