using Npgsql;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>
/// A table that a team keeps of its GitHub apps, in a PostgreSQL database of its own: no API of GitHub lists the OAuth apps that people
/// authorized.
/// </summary>
internal sealed class TeamTable(string connectionString)
{
    public const string Query = "SELECT * FROM team_github.apps";

    public string ConnectionString => connectionString;

    public static string MappingFile { get; } = Path.Combine(SampleFiles.Folder, "csv", "mapping.json");

    /// <summary>In a database of its own on this server.</summary>
    public static async Task<TeamTable> CreateAsync(PrivateCluster cluster, CancellationToken cancellation)
    {
        const string database = "github_team";
        await using (var connection = new NpgsqlConnection(cluster.ConnectionString))
        {
            await connection.OpenAsync(cancellation);
            await using var create = connection.CreateCommand();
            create.CommandText = $"CREATE DATABASE {database}";
            await create.ExecuteNonQueryAsync(cancellation);
        }
        var table = new TeamTable(cluster.ConnectionStringFor(database));
        await table.FillAsync(cancellation);
        return table;
    }

    /// <summary>Makes it from the sample table.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        var table = await File.ReadAllTextAsync(Path.Combine(SampleFiles.Folder, "csv", "grants.csv"), cancellation);
        var columns = table[..table.IndexOf('\n', StringComparison.Ordinal)].TrimEnd('\r').Split(',');
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using (var create = connection.CreateCommand())
        {
            create.CommandText = "CREATE SCHEMA team_github; CREATE TABLE team_github.apps ("
                + $"{string.Join(", ", columns.Select(column => $"\"{column}\" text"))})";
            await create.ExecuteNonQueryAsync(cancellation);
        }
        await using var rows = await connection.BeginTextImportAsync(
            "COPY team_github.apps FROM STDIN (FORMAT csv, HEADER)", cancellation);
        await rows.WriteAsync(table.AsMemory(), cancellation);
    }

    /// <summary>The app gets one more permission from everybody who authorized it.</summary>
    public async Task GrowAsync(string app, string permission, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var update = connection.CreateCommand();
        update.CommandText = """
            UPDATE team_github.apps SET permissions = @permission || ', ' || permissions
            WHERE app_id = @app AND kind = 'authorization'
            """;
        update.Parameters.AddWithValue("permission", permission);
        update.Parameters.AddWithValue("app", app);
        await update.ExecuteNonQueryAsync(cancellation);
    }
}
