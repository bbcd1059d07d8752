namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// What CloudTrail's digest files prove of the log files that were read. What they disprove is an error; without digest files nothing is
/// proved.
/// </summary>
public sealed record DigestCheck
{
    public static DigestCheck None { get; } = new();

    /// <summary>Digest files that were read.</summary>
    public int Files { get; init; }

    /// <summary>
    /// Of those, the ones whose signature is CloudTrail's. A folder has no signatures: there, whoever changed all could not be seen.
    /// </summary>
    public int Authentic { get; init; }

    /// <summary>And those whose signature is missing or is not CloudTrail's. The signatures of the others were not checked.</summary>
    public int Refuted { get; init; }

    /// <summary>Log files whose content is what a digest file says.</summary>
    public long Verified { get; init; }

    /// <summary>Log files that no digest file lists.</summary>
    public long Uncovered { get; init; }

    /// <summary>Log files that are listed and were not asked about: of other days, kinds or buckets.</summary>
    public long Elsewhere { get; init; }

    /// <summary>Each chain of digest files, and the time that it is without a gap of.</summary>
    public IReadOnlyList<DigestSpan> Chains { get; init; } = [];

    internal DigestCheck With(DigestCheck other) => new()
    {
        Files = Files + other.Files,
        Authentic = Authentic + other.Authentic,
        Refuted = Refuted + other.Refuted,
        Verified = Verified + other.Verified,
        Uncovered = Uncovered + other.Uncovered,
        Elsewhere = Elsewhere + other.Elsewhere,
        Chains = [.. Chains, .. other.Chains],
    };
}

/// <param name="Chain">The folder and the name of its files, without the time.</param>
/// <param name="From">From here on its files tell what was delivered. Gaps are errors of the audit.</param>
/// <param name="Until">Up to here.</param>
public sealed record DigestSpan(string Chain, DateTimeOffset From, DateTimeOffset Until, int Files);
