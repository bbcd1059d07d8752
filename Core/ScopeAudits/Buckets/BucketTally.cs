using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What the reading of a bucket comes to, from several threads.</summary>
/// <param name="mostListed">So many errors are listed; all of them are counted.</param>
internal sealed class BucketTally(int mostListed = 1_000)
{
    private readonly Lock gate = new();
    private readonly CloudTrailCoverage coverage = new();
    private readonly List<string> errors = [];
    private readonly List<string> notEntered = [];
    private readonly List<ReadFolder> folders = [];
    private DigestCheck digests = DigestCheck.None;
    private long more;
    private long records;
    private long malformed;
    private int files;
    private int others;

    public void Error(string error)
    {
        lock (gate)
            Tell(error);
    }

    /// <summary>A log file was read, or was not.</summary>
    public void File(CloudTrailReading? reading, string? problem)
    {
        lock (gate)
        {
            files++;
            if (problem is not null)
                Tell(problem);
            if (reading is null)
                return;
            records += reading.Records;
            malformed += reading.Malformed;
            coverage.Add(reading.Coverage);
            if (reading.Failure is { } failure && problem is null)
                Tell($"{reading.Path} {failure}");
            foreach (var each in reading.Problems)
                Tell($"{reading.Path}, {each}");
        }
    }

    public void Other(int count)
    {
        lock (gate)
            others += count;
    }

    /// <summary>The folders were looked for.</summary>
    public void Found(TrailFolders found)
    {
        lock (gate)
        {
            others += found.Others;
            notEntered.AddRange(found.NotEntered);
            foreach (var error in found.Errors)
                Tell(error);
        }
    }

    /// <summary>Some days of a folder were read, or it is told which not.</summary>
    public void Folder(ReadFolder folder)
    {
        lock (gate)
            folders.Add(folder);
    }

    public void Digests(DigestCheck check)
    {
        lock (gate)
            digests = digests.With(check);
    }

    public SourceReading Sum() => new()
    {
        Files = files,
        Others = others,
        Records = records,
        Malformed = malformed,
        Coverage = coverage,
        Digests = digests,
        Folders = ReadFolder.Merged(folders),
        NotEntered = notEntered,
        Errors = more > 0 ? [.. errors, $"and {more} more"] : errors,
    };

    private void Tell(string error)
    {
        if (errors.Count < mostListed)
            errors.Add(error);
        else
            more++;
    }
}
