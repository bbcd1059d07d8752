using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Verifying;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <summary>
/// Runs the registry's queries over log files, several files at a time. Memory holds one record of each file under way and what was found.
/// </summary>
/// <param name="most">So many files are read at a time.</param>
public sealed class LogAudit(QueryRegistry registry, ApprovedScopes approved, AuditFilter filter, int most)
{
    private readonly EventNames names = new(registry.EventNames);
    private readonly Lock gate = new();
    private readonly Dictionary<string, AuditFinding> findings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> byName = new(StringComparer.Ordinal);
    private readonly List<string> errors = [];
    private readonly CloudTrailCoverage coverage = new();
    private long records;
    private long malformed;
    private long matched;
    private long repeated;

    /// <param name="files">The files.</param>
    /// <param name="progress">Gets the bytes of each file that was read.</param>
    /// <param name="cancellation">Stops between two records.</param>
    public AuditReport Run(IReadOnlyList<string> files, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
        // One after the other from a common list: files differ in size by a thousand times.
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(files, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
            options,
            file =>
            {
                Add(CloudTrailFile.Read(file, names, Take, cancellation));
                progress?.Report(Length(file));
            }
        );
        return Report(files.Count);
    }

    private void Take(CloudTrailRecord record)
    {
        if (registry.Find(record.EventName, record.EventSource) is not { } query)
            return;
        var change = ScopeChanges.Of(record, query);
        var judgement = approved.Judge(change);
        var steps = judgement.Verdict is Verdict.Approved or Verdict.Failed ? [] : RemediationTexts.Of(record, query);
        lock (gate)
        {
            matched++;
            byName[query.EventName] = byName.GetValueOrDefault(query.EventName) + 1;
            // The id as it was delivered: two that are cut could be equal.
            if (!findings.TryAdd(record.EventId, new AuditFinding(change, judgement, query.Means, steps)))
                repeated++;
        }
    }

    private void Add(CloudTrailReading reading)
    {
        lock (gate)
        {
            records += reading.Records;
            malformed += reading.Malformed;
            coverage.Add(reading.Coverage);
            if (reading.Failure is { } failure)
                errors.Add($"{reading.Path} {failure}");
            errors.AddRange(reading.Problems.Select(problem => $"{reading.Path}, {problem}"));
        }
    }

    private AuditReport Report(int files)
    {
        var all = findings.Values.OrderBy(each => each.Change.At).ThenBy(each => each.Change.EventId, StringComparer.Ordinal).ToList();
        var let = all.FindAll(finding => filter.Lets(finding.Change));
        return new AuditReport(let, all.Count - let.Count, new AuditCertificate
        {
            RegistryVersion = registry.Version,
            RegistryDigest = registry.Digest,
            Queries = registry.Queries.Count,
            ApprovedVersion = approved.Version,
            ApprovedDigest = approved.Digest,
            Files = files,
            Records = records,
            Matched = matched,
            Repeated = repeated,
            Malformed = malformed,
            Spans = [.. coverage.Spans],
            Errors = [.. errors.Order(StringComparer.Ordinal)],
            ByEventName = byName,
        });
    }

    private static long Length(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
