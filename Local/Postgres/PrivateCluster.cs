using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace OAuthAttest.Local.Postgres;

/// <summary>
/// A private PostgreSQL cluster, from this machine's binaries: loopback only, a random password, a free port.
/// It stops when it is disposed of, and soon after this process ends in any other way.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    /// <summary>The database that is created in a new cluster.</summary>
    public const string DatabaseName = "oauthattest";

    private const string Superuser = "oauthattest";
    private const int LongestSocketPath = 100;
    private const string Memory = "/dev/shm";
    private const long LeastMemory = 4L << 30;
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ClusterSetup setup;
    private readonly ServerUser user;
    private readonly Watchdog watchdog;
    private readonly bool temporary;
    private readonly string password;
    private bool stopped;

    private PrivateCluster(ClusterSetup setup, ServerUser user, Watchdog watchdog, bool temporary, string password)
    {
        this.setup = setup;
        this.user = user;
        this.watchdog = watchdog;
        this.temporary = temporary;
        this.password = password;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>The process id of the server's main process.</summary>
    public int ServerProcessId { get; private set; }

    /// <summary>The folder with data, log and socket.</summary>
    public string Folder => setup.RootFolder;

    /// <summary>The folder with psql, pgbench and the rest of the installation.</summary>
    public string BinFolder => setup.BinFolder;

    /// <summary>Connects to <see cref="DatabaseName"/>.</summary>
    public string ConnectionString => ConnectionStringFor(DatabaseName);

    private string LogFile => Path.Combine(Folder, "postgres.log");

    /// <summary>Starts a cluster and returns once it accepts connections.</summary>
    /// <exception cref="PrivateClusterException">It cannot be started; the message says what to do.</exception>
    public static async Task<PrivateCluster> StartAsync(PrivateClusterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new PrivateClusterOptions();
        var programs = PostgresBinaries.Find(options.BinFolder);
        var runAs = ServerUser.Choose();
        var throwAway = options.DataFolder is null;
        var root = throwAway ? TemporaryFolder(options.InMemory) : Path.GetFullPath(options.DataFolder!);
        Directory.CreateDirectory(root);
        await runAs.OwnAsync(root, cancellation);

        var prepared = new ClusterSetup(programs, root, Superuser, runAs);
        if (!throwAway)
            await prepared.WaitUntilUnusedAsync(options.StartTimeout, cancellation);
        var guard = await Watchdog.StartAsync(runAs, prepared.DataFolder, throwAway ? root : null, cancellation);
        PrivateCluster? cluster = null;
        try
        {
            cluster = new PrivateCluster(prepared, runAs, guard, throwAway, await prepared.PrepareAsync(options.QuickSignIn, cancellation));
            await cluster.StartServerAsync(options, cancellation);
            await cluster.EnsureDatabaseAsync(cancellation);
            return cluster;
        }
        catch
        {
            if (cluster is not null)
                await cluster.DisposeAsync();
            else
                guard.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a cluster that another process keeps running in this folder; null when there is none.</summary>
    public static string? FindRunning(string folder) =>
        ClusterSetup.FindRunning(Path.GetFullPath(folder)) is var (port, secret) ? Connection(port, secret, DatabaseName) : null;

    /// <summary>Connects to one database of this cluster.</summary>
    public string ConnectionStringFor(string database) => Connection(Port, password, database);

    /// <summary>Stops the server; deletes a temporary cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped)
            return;
        stopped = true;
        var mode = temporary ? "immediate" : "fast";
        var stop = await ShellCommand.RunAsync(
            user.Command(Program("pg_ctl"), "stop", "-w", "-m", mode, "-D", setup.DataFolder),
            Folder,
            CancellationToken.None
        );
        if (stop.ExitCode == 0)
            watchdog.Release();
        watchdog.Dispose();
        if (temporary && Directory.Exists(Folder))
            await ShellCommand.RunAsync(["rm", "-rf", Folder], Path.GetTempPath(), CancellationToken.None);
    }

    private static string Connection(int port, string secret, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Superuser,
        Password = secret,
        Database = database,
    }.ConnectionString;

    private string Program(string name) => Path.Combine(BinFolder, name);

    private async Task StartServerAsync(PrivateClusterOptions options, CancellationToken cancellation)
    {
        // Another process may take the free port before the server does: then another port is tried.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            var seconds = Math.Max(1, (int)options.StartTimeout.TotalSeconds).ToString();
            var started = await ShellCommand.RunAsync(
                user.Command(
                    Program("pg_ctl"),
                    "start",
                    "-w",
                    "-t",
                    seconds,
                    "-D",
                    setup.DataFolder,
                    "-l",
                    LogFile,
                    "-o",
                    ServerArguments(options)
                ),
                Folder,
                cancellation
            );
            if (started.ExitCode == 0)
                break;
            var log = LogTail();
            if (attempt >= 5 || !log.Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new PrivateClusterException(
                    $"PostgreSQL did not start within {seconds} s in {Folder} (as user {user.Description}). The end of its "
                        + $"log:\n{log}\n{started.Output}"
                );
            }
            await ShellCommand.RunAsync(user.Command("rm", "-f", LogFile), Folder, cancellation);
        }

        ServerProcessId = ClusterSetup.ServerProcess(setup.DataFolder)
            ?? throw new PrivateClusterException($"PostgreSQL stopped at once. The end of its log:\n{LogTail()}");
        watchdog.Guard(ServerProcessId);
    }

    private static string TemporaryFolder(bool inMemory)
    {
        if (inMemory && OperatingSystem.IsLinux() && new DriveInfo(Memory) is { IsReady: true, AvailableFreeSpace: >= LeastMemory })
        {
            try
            {
                var folder = Path.Combine(Memory, $"oauthattest-pg-{Guid.NewGuid():N}");
                return Directory.CreateDirectory(folder, UserOnly).FullName;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not for this user: the usual place is only slower.
            }
        }
        return Directory.CreateTempSubdirectory("oauthattest-pg-").FullName;
    }

    private string ServerArguments(PrivateClusterOptions options)
    {
        var socketFolder = Folder.Length <= LongestSocketPath - ".s.PGSQL.65535".Length ? Folder : "";
        var settings = new Dictionary<string, string>
        {
            ["port"] = Port.ToString(),
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = socketFolder,
            ["fsync"] = options.Fsync ? "on" : "off",
            ["full_page_writes"] = options.Fsync ? "on" : "off",
            ["max_connections"] = "200",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        // pg_ctl passes this to a shell.
        return string.Join(' ', settings.Select(s => $"-c {s.Key}='{s.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStringFor("postgres"));
        await using var find = source.CreateCommand($"SELECT 1 FROM pg_database WHERE datname = '{DatabaseName}'");
        if (await find.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = source.CreateCommand($"CREATE DATABASE {DatabaseName}");
        await create.ExecuteNonQueryAsync(cancellation);
    }

    private string LogTail()
    {
        if (!File.Exists(LogFile))
            return "(it wrote no log)";
        return string.Join('\n', File.ReadAllLines(LogFile).TakeLast(20));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
