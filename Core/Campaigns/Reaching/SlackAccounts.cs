using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reaching;

/// <summary>Finds people's Slack accounts in the copy of the workspace's list.</summary>
public sealed class SlackAccounts(NpgsqlDataSource source)
{
    private static readonly string OfAddressSql = SlackMatch.Sql(
        "SELECT 0::bigint AS person, @address::text AS address",
        $"SELECT 0::bigint AS person, u.id AS user_id FROM users u WHERE u.email = @address AND {SlackMatch.IsEnabled}");

    /// <summary>The account of the person whom this address, in lower case, belongs to.</summary>
    public async Task<FoundSlackAccount> FindAsync(string address, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(OfAddressSql);
        command.Parameters.AddWithValue("address", address);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new FoundSlackAccount(reader.TextOrNull(1), reader.TextOrNull(2), reader.IsDBNull(3) ? [] : reader.Texts(3))
            : new FoundSlackAccount(null, null, []);
    }
}
