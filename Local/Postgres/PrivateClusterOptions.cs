namespace OAuthAttest.Local.Postgres;

/// <summary>How a private cluster is set up.</summary>
public sealed record PrivateClusterOptions
{
    /// <summary>The folder that keeps the cluster between runs. Null: a temporary folder, deleted at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// Whether the temporary folder is in memory where there is room for it: creating and deleting a database is hundreds of files, which
    /// is most of the work of a test that has a database of its own.
    /// </summary>
    public bool InMemory { get; init; }

    /// <summary>Whether the server calls fsync. Off only where a power cut may lose everything, such as in tests.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>
    /// Whether passwords are checked by MD5 and not by SCRAM, whose 4,096 rounds are a tenth of a test run that opens thousands of
    /// connections. Only for a cluster that holds nothing and lives for one run.
    /// </summary>
    public bool QuickSignIn { get; init; }

    /// <summary>Further server settings, as in postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder with initdb, pg_ctl and postgres. Null: it is searched for.</summary>
    public string? BinFolder { get; init; }

    /// <summary>The longest time to wait until the server accepts connections.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
