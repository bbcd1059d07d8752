using Npgsql;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>Turns a table that was created and filled by a query into a partition of <c>campaign_items</c>.</summary>
internal sealed class ItemPartition(NpgsqlConnection connection, string table, long campaignId)
{
    // The constraints that the parent table requires of a partition, checked in one pass; the last check lets ATTACH skip its own scan.
    private const string NeededSql = """
        SELECT string_agg(format('ALTER COLUMN %I SET NOT NULL', attname), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = 'campaign_items'::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped
        """;

    /// <summary>Adds constraints, indexes and statistics, over all rows at once.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await using var needed = new NpgsqlCommand(NeededSql, connection);
        var notNull = (string)(await needed.ExecuteScalarAsync(cancellation))!;
        await ExecuteAsync(
            $"ALTER TABLE {table} {notNull}, ADD CONSTRAINT ck_{table}_campaign CHECK (campaign_id = {campaignId})",
            cancellation
        );
        await ExecuteAsync(
            $"""
            ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (grant_id, campaign_id);
            CREATE INDEX ix_{table}_participant ON {table} (participant_id);
            ANALYZE {table} (grant_id, participant_id, app_id)
            """, cancellation);
    }

    public Task AttachAsync(CancellationToken cancellation) =>
        ExecuteAsync($"ALTER TABLE campaign_items ATTACH PARTITION {table} FOR VALUES IN ({campaignId})", cancellation);

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
