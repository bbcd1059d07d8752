using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Starting;

/// <summary>Records since when the timers are switched on: at the app's start, and with every run of a timer.</summary>
public sealed class CampaignSwitches(NpgsqlDataSource source)
{
    private const string ReadSql = "SELECT enabled_since FROM campaign_switch WHERE name = $1";

    private const string WriteSql = """
        INSERT INTO campaign_switch AS s (name, enabled_since) VALUES ($1, CASE WHEN $2 THEN $3 END)
        ON CONFLICT (name) DO UPDATE SET enabled_since = CASE WHEN $2 THEN coalesce(s.enabled_since, $3) END
        RETURNING enabled_since
        """;

    /// <returns>Since when they are on; null: they are off.</returns>
    public async Task<DateTimeOffset?> RecordAsync(bool isEnabled, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand(ReadSql);
        read.Parameters.Add(new() { Value = CampaignSwitch.Timers });
        await using (var row = await read.ExecuteReaderAsync(cancellation))
        {
            if (await row.ReadAsync(cancellation) && row.IsDBNull(0) != isEnabled)
                return row.InstantOrNull(0);
        }
        await using var write = source.CreateCommand(WriteSql);
        write.Parameters.Add(new() { Value = CampaignSwitch.Timers });
        write.Parameters.Add(new() { Value = isEnabled });
        write.Parameters.Add(new() { Value = now.ToUniversalTime() });
        await using var written = await write.ExecuteReaderAsync(cancellation);
        await written.ReadAsync(cancellation);
        return written.InstantOrNull(0);
    }
}
