using Npgsql;
using OAuthAttest.Local.Postgres;
using Xunit;

namespace OAuthAttest.Tests.Local.Postgres;

public sealed class PrivateClusterTests
{
    [Fact]
    public async Task StartAsync_NothingGiven_AcceptsConnectionsAndDeletesItselfAtTheEnd()
    {
        string folder, connectionString;
        await using (var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false }))
        {
            folder = cluster.Folder;
            connectionString = cluster.ConnectionString;
            Assert.Equal("off", await ScalarAsync(connectionString, "SHOW fsync"));
            Assert.Equal("127.0.0.1", await ScalarAsync(connectionString, "SHOW listen_addresses"));
        }

        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync(connectionString, "SELECT 1"));
    }

    [Fact]
    public async Task StartAsync_WrongPassword_IsRefusedByTheServer()
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false });
        var wrong = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Password = "guess", Pooling = false }.ConnectionString;

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task StartAsync_SameDataFolderAgain_KeepsWhatWasWritten()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"oauthattest-keep-{Environment.ProcessId}");
        try
        {
            var options = new PrivateClusterOptions { DataFolder = folder };
            await using (var first = await PrivateCluster.StartAsync(options))
            {
                Assert.Equal("on", await ScalarAsync(first.ConnectionString, "SHOW fsync"));
                await ScalarAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
            }

            await using var second = await PrivateCluster.StartAsync(options);

            Assert.Equal(42, await ScalarAsync(second.ConnectionString, "SELECT answer FROM kept"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task StartAsync_DataFolderInUse_SaysWhoUsesIt()
    {
        await using var first = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false });
        var second = new PrivateClusterOptions { DataFolder = first.Folder, StartTimeout = TimeSpan.FromMilliseconds(300) };

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(() => PrivateCluster.StartAsync(second));

        Assert.Contains($"process {first.ServerProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_NoBinariesInTheNamedFolder_SaysWhatToInstallOrSet()
    {
        var options = new PrivateClusterOptions { BinFolder = "/nowhere/bin" };

        var missing = await Assert.ThrowsAsync<PrivateClusterException>(() => PrivateCluster.StartAsync(options));

        Assert.Contains("/nowhere/bin", missing.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", missing.Message, StringComparison.Ordinal);
        Assert.Contains(PostgresBinaries.FolderVariable, missing.Message, StringComparison.Ordinal);
        Assert.Contains("--connection", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ServerRefusesASetting_ShowsTheEndOfItsLog()
    {
        var options = new PrivateClusterOptions { Settings = new Dictionary<string, string> { ["shared_buffers"] = "nonsense" } };

        var failed = await Assert.ThrowsAsync<PrivateClusterException>(() => PrivateCluster.StartAsync(options));

        Assert.Contains("shared_buffers", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_FolderOfAnotherVersion_SaysWhichVersionItNeeds()
    {
        var folder = Directory.CreateTempSubdirectory("oauthattest-old-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "data"));
            await File.WriteAllTextAsync(Path.Combine(folder, "data", "PG_VERSION"), "9\n");

            var refused = await Assert.ThrowsAsync<PrivateClusterException>(() =>
                PrivateCluster.StartAsync(new PrivateClusterOptions { DataFolder = folder })
            );

            Assert.Contains("written by PostgreSQL 9", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task OpenAsync_ClusterRunsAlready_IsUsedAndLeftRunning()
    {
        await using var running = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false });
        await ScalarAsync(running.ConnectionString, "CREATE TABLE seen AS SELECT 7 AS answer");

        await using (var opened = await LocalDatabase.OpenAsync(null, new PrivateClusterOptions { DataFolder = running.Folder }))
            Assert.Equal(7, await ScalarAsync(opened.ConnectionString, "SELECT answer FROM seen"));

        Assert.Equal(7, await ScalarAsync(running.ConnectionString, "SELECT answer FROM seen"));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
