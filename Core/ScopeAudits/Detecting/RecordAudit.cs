using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.ScopeAudits.Verifying;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <summary>Judges the records of all sources by the registry and the approved list. Memory holds what was found.</summary>
public sealed class RecordAudit(QueryRegistry registry, ApprovedScopes approved, AuditFilter filter)
{
    private const int LongestError = 400;

    private readonly Lock gate = new();
    private readonly Dictionary<EventKey, AuditFinding> findings = [];
    private readonly SortedDictionary<string, long> byName = new(StringComparer.Ordinal);
    private long matched;
    private long repeated;
    private long differing;

    /// <param name="sources">Where the records come from; one is read after the other.</param>
    /// <param name="cancellation">Stops between two records.</param>
    public async Task<AuditReport> RunAsync(IReadOnlyList<IRecordSource> sources, CancellationToken cancellation)
    {
        var readings = new List<SourceReading>();
        foreach (var source in sources)
            readings.Add(await source.ReadAsync(registry, Take, cancellation));
        return Report(readings);
    }

    private void Take(CloudTrailRecord record)
    {
        if (registry.Find(record.EventName, record.EventSource) is not { } query)
            return;
        var change = ScopeChanges.Of(record, query);
        var judgement = approved.Judge(change);
        var steps = judgement.Verdict.IsDeviation() ? RemediationTexts.Of(record, query) : [];
        var actions = FilledActions.Of(record, registry, query, (change, judgement), approved);
        lock (gate)
        {
            matched++;
            byName[query.EventName] = byName.GetValueOrDefault(query.EventName) + 1;
            // The texts as they were delivered: two that are cut could be equal.
            var key = new EventKey(record.EventId, record.EventName, record.EventSource, record.Account, record.EventTime);
            var finding = new AuditFinding(change, judgement, query.Means, steps, actions);
            if (findings.TryAdd(key, finding))
                return;
            repeated++;
            if (IsSame(findings[key].Change, change))
                return;
            // Somebody has put a record beside the true one: whichever is worse is told, and that they differ.
            differing++;
            if (!findings[key].Judgement.Verdict.IsDeviation())
                findings[key] = finding;
        }
    }

    private static bool IsSame(ScopeChange one, ScopeChange other) =>
        one.Actor.Principal == other.Actor.Principal && one.Target == other.Target && one.ErrorCode == other.ErrorCode
        && one.IsAccessMissing == other.IsAccessMissing && one.Access.SequenceEqual(other.Access, StringComparer.Ordinal);

    private AuditReport Report(List<SourceReading> readings)
    {
        var all = findings.Values.OrderBy(each => each.Change.At).ThenBy(each => each.Change.EventId, StringComparer.Ordinal).ToList();
        var let = all.FindAll(finding => filter.Lets(finding.Change));
        var coverage = new CloudTrailCoverage();
        foreach (var reading in readings)
            coverage.Add(reading.Coverage);
        var spans = coverage.Spans.ToList();
        var asked = readings.SelectMany(reading => reading.Asked).ToList();
        var errors = readings.SelectMany(reading => reading.Errors).Select(error => UntrustedText.Display(error, LongestError)!);
        return new AuditReport(let, all.Count - let.Count, new AuditCertificate
        {
            RegistryVersion = registry.Version,
            RegistryDigest = registry.Digest,
            Queries = registry.Queries.Count,
            ApprovedVersion = approved.Version,
            ApprovedDigest = approved.Digest,
            Files = readings.Sum(reading => reading.Files),
            Others = readings.Sum(reading => reading.Others),
            Records = readings.Sum(reading => reading.Records),
            Matched = matched,
            Repeated = repeated,
            Malformed = readings.Sum(reading => reading.Malformed),
            Spans = spans,
            Asked = asked,
            Athena = [.. readings.SelectMany(reading => reading.Athena)],
            Folders = ReadFolder.Merged(readings.SelectMany(reading => reading.Folders)),
            NotEntered = [.. readings.SelectMany(reading => reading.NotEntered).Select(name => UntrustedText.Display(name, LongestError)!)],
            Digests = readings.Aggregate(DigestCheck.None, (sum, reading) => sum.With(reading.Digests)),
            Errors = [.. errors.Order(StringComparer.Ordinal), .. Differing(), .. NotThere(spans, asked)],
            ByEventName = byName,
        });
    }

    private IEnumerable<string> Differing() => differing == 0
        ? []
        : [$"{differing} records have the id of another one and tell something else: one of each is not CloudTrail's"];

    /// <summary>What was asked about, and no record is of, nor any question: its silence says nothing.</summary>
    private IEnumerable<string> NotThere(List<CoveredSpan> spans, List<AskedQuery> asked)
    {
        foreach (var account in filter.Accounts)
        {
            if (!spans.Exists(span => span.Account == account) && !asked.Exists(query => query.Account == account))
                yield return $"no record is of the account {account}";
        }
        foreach (var region in filter.Regions)
        {
            if (!spans.Exists(span => span.Region == region) && !asked.Exists(query => query.Region == region))
                yield return $"no record is of the Region {region}";
        }
        if (spans.Count > 0 && !spans.Exists(span => !(span.Last < filter.Since) && !(span.First >= filter.Until)))
            yield return "no record is of the time that was asked about";
    }

    /// <summary>An event may be delivered more than once; two events of one id are two.</summary>
    private readonly record struct EventKey(string Id, string Name, string Source, string? Account, DateTimeOffset At);
}
