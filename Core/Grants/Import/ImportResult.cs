namespace OAuthAttest.Grants.Import;

/// <summary>The result of an import.</summary>
public sealed record ImportResult
{
    public required string Source { get; init; }

    public required ProviderName Provider { get; init; }

    public required ImportCounts Users { get; init; }

    public required ImportCounts Apps { get; init; }

    public required ImportCounts Grants { get; init; }

    /// <summary>Grants of an account that no list of the provider's accounts contains.</summary>
    public required long OrphanGrants { get; init; }

    public required IReadOnlyList<ReadFile> Files { get; init; }

    /// <summary>The source had been retired, and this reading brought it back.</summary>
    public bool WasRetired { get; init; }

    /// <summary>Other sources of the provider, when this one is new: its name may be mistyped.</summary>
    public IReadOnlyList<string> OthersOfProvider { get; init; } = [];
}

/// <param name="Read">Distinct records that were read.</param>
/// <param name="Changed">Known ones with changed values, and vanished ones that came back.</param>
/// <param name="Vanished">Known ones that the source no longer lists.</param>
public sealed record ImportCounts(long Read, long Added, long Changed, long Vanished)
{
    public long Unchanged => Read - Added - Changed;
}

/// <summary>The progress of a running import.</summary>
public readonly record struct ImportProgress(long Users, long Apps, long Grants, long BytesRead, long BytesTotal);
