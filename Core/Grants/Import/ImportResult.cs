namespace OAuthAttest.Grants.Import;

/// <summary>What an import did.</summary>
public sealed record ImportResult
{
    public required string Source { get; init; }

    public required ProviderName Provider { get; init; }

    public required ImportCounts Users { get; init; }

    public required ImportCounts Apps { get; init; }

    public required ImportCounts Grants { get; init; }

    /// <summary>Grants of one account that no roster of the provider lists.</summary>
    public required long OrphanGrants { get; init; }

    public required IReadOnlyList<ReadFile> Files { get; init; }
}

/// <param name="Read">Distinct ones that were read.</param>
/// <param name="Changed">Known ones whose facts changed or that came back.</param>
/// <param name="Vanished">Known ones that the source no longer lists.</param>
public sealed record ImportCounts(long Read, long Added, long Changed, long Vanished)
{
    public long Unchanged => Read - Added - Changed;
}

/// <summary>How far a running import is.</summary>
public readonly record struct ImportProgress(long Users, long Apps, long Grants, long BytesRead, long BytesTotal);
