using Npgsql;

namespace OAuthAttest.Local.Postgres;

/// <summary>A database to work on: a named one, one of a private cluster that runs already, or one of a cluster started for the purpose.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private readonly PrivateCluster? started;

    private LocalDatabase(string connectionString, PrivateCluster? started)
    {
        ConnectionString = connectionString;
        this.started = started;
    }

    public string ConnectionString { get; }

    public static async Task<LocalDatabase> OpenAsync(string? connectionString, PrivateClusterOptions cluster, CancellationToken cancellation = default)
    {
        if (connectionString is not null)
            return new LocalDatabase(connectionString, started: null);
        if (cluster.DataFolder is { } folder && PrivateCluster.FindRunning(folder) is { } running && await AnswersAsync(running, cancellation))
            return new LocalDatabase(running, started: null);
        var owned = await PrivateCluster.StartAsync(cluster, cancellation);
        return new LocalDatabase(owned.ConnectionString, owned);
    }

    public ValueTask DisposeAsync() => started?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            // It is on its way down; whoever starts a cluster waits until it is gone.
            return false;
        }
    }
}
