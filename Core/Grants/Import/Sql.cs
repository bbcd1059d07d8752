using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>Runs statements without a time limit.</summary>
internal static class Sql
{
    public static async Task<long> ExecuteAsync(
        NpgsqlConnection connection,
        string text,
        CancellationToken cancellation,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
