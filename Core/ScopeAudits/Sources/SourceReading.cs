using OAuthAttest.Aws.CloudTrail;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>What the reading of one source came to.</summary>
public sealed record SourceReading
{
    public int Files { get; init; }

    /// <summary>Files with other names, and folders of other things, which were not read.</summary>
    public int Others { get; init; }

    /// <summary>All that stand in the place of a record, also those of other events and those that are none.</summary>
    public required long Records { get; init; }

    public required long Malformed { get; init; }

    public required CloudTrailCoverage Coverage { get; init; }

    /// <summary>What could not be read.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>What digest files prove of the files.</summary>
    public DigestCheck Digests { get; init; } = DigestCheck.None;

    /// <summary>The folders of a bucket that were read; empty where the source is another one.</summary>
    public IReadOnlyList<ReadFolder> Folders { get; init; } = [];

    /// <summary>Folders that nobody looked into, some of them: too many, or too deep, to be searched for log files.</summary>
    public IReadOnlyList<string> NotEntered { get; init; } = [];

    /// <summary>What was asked; empty where a source is read and not asked.</summary>
    public IReadOnlyList<AskedQuery> Asked { get; init; } = [];

    /// <summary>What Athena was asked.</summary>
    public IReadOnlyList<AthenaAnswer> Athena { get; init; } = [];
}
