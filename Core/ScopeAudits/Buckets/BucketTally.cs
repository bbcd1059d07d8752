using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What the reading of a bucket comes to, from several threads.</summary>
internal sealed class BucketTally
{
    /// <summary>So many errors are listed; all of them are counted.</summary>
    private const int MostListed = 1_000;

    private readonly Lock gate = new();
    private readonly CloudTrailCoverage coverage = new();
    private readonly List<string> errors = [];
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

    public void Digests(DigestCheck check)
    {
        lock (gate)
            digests = digests.With(check);
    }

    public SourceReading Sum(LookupSpan span) => new()
    {
        Files = files,
        Others = others,
        Records = records,
        Malformed = malformed,
        Coverage = coverage,
        Digests = digests,
        Errors = [.. span.Untold, .. errors, .. more > 0 ? (IEnumerable<string>)[$"and {more} more"] : [], .. Nothing(span)],
    };

    /// <summary>Whole days are read: what is before and behind the time says nothing of it.</summary>
    private IEnumerable<string> Nothing(LookupSpan span) =>
        records > 0 && !coverage.Spans.Any(each => each.Last >= span.Window.From && each.First < span.Window.Until)
            ? ["no record is of the time that was asked about"]
            : [];

    private void Tell(string error)
    {
        if (errors.Count < MostListed)
            errors.Add(error);
        else
            more++;
    }
}
