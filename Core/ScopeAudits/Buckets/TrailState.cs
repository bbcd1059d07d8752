using OAuthAttest.Aws.Digests;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What the next days of a folder need of those before. It does not grow with them.</summary>
internal sealed record TrailState
{
    /// <summary>As many as a day has digest files: of those before, none is asked about any more.</summary>
    public const int MostUnread = 50;

    public static TrailState None { get; } = new();

    /// <summary>The end of each chain of digest files.</summary>
    public IReadOnlyList<ChainEnd> Chains { get; init; } = [];

    /// <summary>Digest files that could not be read, and their days' folders that could not be listed; of the last day.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>There was a log file.</summary>
    public bool HasLogs { get; init; }

    /// <summary>Something could not be listed, or is no digest file that can be read: that nothing was found says nothing.</summary>
    public bool IsPartial { get; init; }

    /// <summary>When the first log file was made that no digest file lists; null: there was none.</summary>
    public DateTimeOffset? FirstUncovered { get; init; }

    /// <summary>Too much failed: what is left is not read any more.</summary>
    public bool IsGivenUp { get; init; }
}
