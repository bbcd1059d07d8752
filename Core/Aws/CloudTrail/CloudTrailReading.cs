namespace OAuthAttest.Aws.CloudTrail;

/// <summary>What the reading of one log file came to.</summary>
public sealed class CloudTrailReading(string path)
{
    private readonly List<string> problems = [];

    public string Path { get; } = path;

    /// <summary>All that stand in the place of a record, also those that are none.</summary>
    public long Records { get; internal set; }

    /// <summary>How many of them could not be read as records.</summary>
    public long Malformed { get; private set; }

    /// <summary>Why the file was not read to its end; null: it was.</summary>
    public string? Failure { get; internal set; }

    /// <summary>The SHA-256 of the content; null: it was not wanted, or the file was not read to its end.</summary>
    public string? Hash { get; internal set; }

    /// <summary>The first problems, each with the record's number.</summary>
    public IReadOnlyList<string> Problems => problems;

    public CloudTrailCoverage Coverage { get; } = new();

    internal void Problem(string problem)
    {
        Malformed++;
        if (problems.Count < CloudTrailFile.MostListed)
            problems.Add($"record {Records} {problem}");
    }
}
