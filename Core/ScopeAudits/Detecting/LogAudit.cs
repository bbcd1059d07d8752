using System.Collections.Concurrent;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Verifying;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <summary>
/// Runs the registry's queries over log files, several files at a time. Memory holds one record of each file under way and what was found.
/// </summary>
/// <param name="most">So many files are read at a time.</param>
public sealed class LogAudit(QueryRegistry registry, ApprovedScopes approved, AuditFilter filter, int most)
{
    private const int LongestError = 400;

    private readonly EventNames names = new(registry.EventNames);
    private readonly Lock gate = new();
    private readonly Dictionary<EventKey, AuditFinding> findings = [];
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
            Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering),
            options,
            file =>
            {
                Add(CloudTrailFile.Read(file, names, Take, cancellation));
                progress?.Report(LogFolder.SizeOf(file));
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
            // The texts as they were delivered: two that are cut could be equal.
            var key = new EventKey(record.EventId, record.EventName, record.EventSource, record.Account, record.EventTime);
            if (!findings.TryAdd(key, new AuditFinding(change, judgement, query.Means, steps)))
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
                Add($"{reading.Path} {failure}");
            foreach (var problem in reading.Problems)
                Add($"{reading.Path}, {problem}");
        }
    }

    private void Add(string error) => errors.Add(UntrustedText.Display(error, LongestError)!);

    private AuditReport Report(int files)
    {
        var all = findings.Values.OrderBy(each => each.Change.At).ThenBy(each => each.Change.EventId, StringComparer.Ordinal).ToList();
        var let = all.FindAll(finding => filter.Lets(finding.Change));
        var spans = coverage.Spans.ToList();
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
            Spans = spans,
            Errors = [.. errors.Order(StringComparer.Ordinal), .. NotThere(spans)],
            ByEventName = byName,
        });
    }

    /// <summary>What was asked about, and no record is of: its silence says nothing.</summary>
    private IEnumerable<string> NotThere(List<CoveredSpan> spans)
    {
        foreach (var account in filter.Accounts.Where(account => !spans.Exists(span => span.Account == account)))
            yield return $"no record is of the account {account}";
        foreach (var region in filter.Regions.Where(region => !spans.Exists(span => span.Region == region)))
            yield return $"no record is of the Region {region}";
        if (spans.Count > 0 && !spans.Exists(span => !(span.Last < filter.Since) && !(span.First >= filter.Until)))
            yield return "no record is of the time that was asked about";
    }

    /// <summary>An event may be delivered more than once; two events of one id are two.</summary>
    private readonly record struct EventKey(string Id, string Name, string Source, string? Account, DateTimeOffset At);
}
