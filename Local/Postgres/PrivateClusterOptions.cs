namespace OAuthAttest.Local.Postgres;

/// <summary>How a private cluster is set up.</summary>
public sealed record PrivateClusterOptions
{
    /// <summary>The folder that keeps the cluster between runs. Null: a temporary folder, deleted at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Off only where losing everything in a power cut is fine, such as tests.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Further server settings, as in postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where initdb, pg_ctl and postgres are. Null: they are searched for.</summary>
    public string? BinFolder { get; init; }

    /// <summary>The longest time to wait until the server accepts connections.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
