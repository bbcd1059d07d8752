using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <summary>What was read, and what not. "Clean" is only said of what this covers, and only if it is complete.</summary>
public sealed record AuditCertificate
{
    public required string RegistryVersion { get; init; }

    public required string RegistryDigest { get; init; }

    public required int Queries { get; init; }

    public required string ApprovedVersion { get; init; }

    public required string ApprovedDigest { get; init; }

    public required int Files { get; init; }

    /// <summary>Files with other names, and folders of other things, which were not read.</summary>
    public required int Others { get; init; }

    /// <summary>All records that were read, also those of other events.</summary>
    public required long Records { get; init; }

    /// <summary>Records of events that a query looks for.</summary>
    public required long Matched { get; init; }

    /// <summary>Of those, the ones that were read before.</summary>
    public required long Repeated { get; init; }

    /// <summary>What stands in the place of a record and is none.</summary>
    public required long Malformed { get; init; }

    /// <summary>Account and Region, and from when to when there are records.</summary>
    public required IReadOnlyList<CoveredSpan> Spans { get; init; }

    /// <summary>What CloudTrail was asked: every question, also those that failed and those that were given up.</summary>
    public required IReadOnlyList<AskedQuery> Asked { get; init; }

    /// <summary>What Athena was asked.</summary>
    public required IReadOnlyList<AthenaAnswer> Athena { get; init; }

    /// <summary>The folders of a bucket that were read; empty where the source is another one.</summary>
    public required IReadOnlyList<ReadFolder> Folders { get; init; }

    /// <summary>Folders of a bucket that nobody looked into: what is in them is not known.</summary>
    public required IReadOnlyList<string> NotEntered { get; init; }

    /// <summary>What CloudTrail's digest files prove of the log files.</summary>
    public required DigestCheck Digests { get; init; }

    /// <summary>
    /// What could not be read, or is not as it was delivered, each with its file, and what was asked about and is not there.
    /// </summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>How many of all matched events have each name.</summary>
    public required IReadOnlyDictionary<string, long> ByEventName { get; init; }

    /// <summary>
    /// There were files or a table with records, or questions, or folders of a bucket; all files were read to their end, and every record
    /// in them; every question has its whole answer. That a folder has nothing of the time is an error, unless digest files say so.
    /// </summary>
    public bool IsComplete =>
        (Folders.Count > 0 || (Files + Athena.Count > 0 ? Records > 0 : Asked.Count > 0))
        && IsWhole(Asked, Malformed, Errors)
        && Athena.All(answer => answer.IsComplete);

    /// <summary>Of what was read and asked nothing is missing.</summary>
    internal static bool IsWhole(IReadOnlyList<AskedQuery> asked, long malformed, IReadOnlyList<string> errors) =>
        malformed == 0 && errors.Count == 0 && asked.All(query => query.IsComplete);
}
