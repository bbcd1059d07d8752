using Npgsql;

namespace OAuthAttest.Local.Postgres;

/// <summary>A database to work on: the one given, or one of a private cluster, which may be running already or is started here.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private readonly PrivateCluster? started;

    private LocalDatabase(string connectionString, PrivateCluster? started)
    {
        ConnectionString = connectionString;
        this.started = started;
    }

    public string ConnectionString { get; }

    public static async Task<LocalDatabase> OpenAsync(
        string? connectionString,
        PrivateClusterOptions cluster,
        CancellationToken cancellation = default
    )
    {
        if (connectionString is not null)
            return new LocalDatabase(connectionString, started: null);
        if (
            cluster.DataFolder is { } folder
            && PrivateCluster.FindRunning(folder) is { } running
            && await AnswersAsync(running, cancellation)
        )
        {
            return new LocalDatabase(running, started: null);
        }
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
            // The server is shutting down; starting the cluster waits until it has stopped.
            return false;
        }
    }
}
