using System.Collections.Concurrent;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <param name="Slices">What is asked; null: everything of the registry, everywhere.</param>
internal sealed record LookupOrder(LookupSpan Span, IReadOnlyList<LookupSlice>? Slices);

/// <summary>
/// CloudTrail's history of events, asked in every account and Region for every event of the registry. An account that cannot be entered,
/// and a Region that gives no answer, are given up, and their questions stay without an answer; the others are asked on.
/// </summary>
internal sealed class LookupSource(LookupSources access, ScopeAuditOptions options, LookupOrder order, IProgress<long>? progress)
    : IRecordSource
{
    /// <summary>So many questions in a row without a clear answer, each tried several times, give up a Region.</summary>
    private const int MostFaults = 3;

    public async Task<SourceReading> ReadAsync(
        QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var plan = order.Slices ?? LookupPlan.Of(registry, options);
        var names = new EventNames(registry.EventNames);
        var answers = new ConcurrentBag<SliceAnswer>();
        var accounts = await EnterAsync(plan, cancellation);
        try
        {
            // One Region of each account before the next: accounts have their rates apart.
            var turns = plan.GroupBy(slice => slice.Account).SelectMany(each => each.Index()).OrderBy(each => each.Index);
            await Parallel.ForEachAsync(turns.Select(each => each.Item), Limits(cancellation), async (slice, token) =>
            {
                if (!accounts.TryGetValue(slice.Account, out var account))
                {
                    answers.Add(Unanswered(slice, "the account is not configured any more"));
                    return;
                }
                var (session, problem) = account;
                answers.Add(
                    problem is null ? await AskAsync(slice, session, names, found, token) : Unanswered(slice, problem));
            });
        }
        finally
        {
            foreach (var (session, _) in accounts.Values)
                session.Dispose();
        }
        return Sum([.. answers]);
    }

    /// <summary>The credentials of every account, or why there are none.</summary>
    private async Task<IReadOnlyDictionary<string, (AwsSession Session, string? Problem)>> EnterAsync(
        IReadOnlyList<LookupSlice> plan, CancellationToken cancellation)
    {
        var entered = new ConcurrentDictionary<string, (AwsSession, string?)>(StringComparer.Ordinal);
        var asked = plan.Select(slice => slice.Account).ToHashSet(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            options.Accounts.Where(account => asked.Contains(account.Id)), Limits(cancellation), async (account, token) =>
        {
            var session = access.Session(account);
            try
            {
                await session.GetAsync(token);
                entered[account.Id] = (session, null);
            }
            catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
            {
                entered[account.Id] = (session, e.Message);
            }
        });
        return entered;
    }

    private ParallelOptions Limits(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellation };

    private async Task<SliceAnswer> AskAsync(
        LookupSlice slice, AwsSession session, EventNames names, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var reader = new LookupReader(access.Client(slice, session), names);
        var answer = new SliceAnswer();
        string? given = null;
        var faults = 0;
        foreach (var name in slice.EventNames)
        {
            if (given is not null)
            {
                answer.Asked.Add(Of(slice, name, 0, 0, given));
                progress?.Report(1);
                continue;
            }
            var foreign = 0;
            var outcome = await reader.ReadAsync(name, order.Span.Window, record =>
            {
                foreign += record.Account is { } account && account != slice.Account ? 1 : 0;
                found(record);
            }, cancellation);
            answer.Add(outcome);
            var problem = outcome.Problem ?? (foreign > 0 ? "a page has records of another account" : null);
            answer.Asked.Add(Of(slice, name, outcome.Pages, outcome.Records, problem));
            progress?.Report(1);
            faults = outcome.Fault == LookupFault.Unavailable ? faults + 1 : 0;
            if (outcome.Fault == LookupFault.Refused || faults == MostFaults)
                given = outcome.Problem;
        }
        return answer;
    }

    private SliceAnswer Unanswered(LookupSlice slice, string problem)
    {
        var answer = new SliceAnswer();
        answer.Asked.AddRange(slice.EventNames.Select(name => Of(slice, name, 0, 0, problem)));
        progress?.Report(slice.EventNames.Count);
        return answer;
    }

    private AskedQuery Of(LookupSlice slice, string name, int pages, long records, string? problem) =>
        new(slice.Account, slice.Region, name, order.Span.Window.From, order.Span.Window.Until, pages, records, problem);

    private SourceReading Sum(List<SliceAnswer> answers)
    {
        var coverage = new CloudTrailCoverage();
        foreach (var answer in answers)
            coverage.Add(answer.Coverage);
        var asked = answers.SelectMany(answer => answer.Asked)
            .OrderBy(query => query.Account, StringComparer.Ordinal)
            .ThenBy(query => query.Region, StringComparer.Ordinal)
            .ThenBy(query => query.EventName, StringComparer.Ordinal)
            .ToList();
        return new SourceReading
        {
            Records = asked.Sum(query => query.Records),
            Malformed = answers.Sum(answer => answer.Malformed),
            Coverage = coverage,
            Errors = [.. order.Span.Untold, .. Errors(asked)],
            Asked = asked,
        };
    }

    /// <summary>One for each account, Region and cause.</summary>
    private static IEnumerable<string> Errors(List<AskedQuery> asked) =>
        from query in asked
        where !query.IsComplete
        group query by (query.Account, query.Region, query.Problem) into same
        let names = same.Count() == 1 ? same.First().EventName : $"{same.Count()} questions"
        select $"account {same.Key.Account}, {same.Key.Region}, {names}: {same.Key.Problem}";

    private sealed class SliceAnswer
    {
        public List<AskedQuery> Asked { get; } = [];

        public CloudTrailCoverage Coverage { get; } = new();

        public long Malformed { get; private set; }

        public void Add(LookupOutcome outcome)
        {
            Coverage.Add(outcome.Coverage);
            Malformed += outcome.Malformed;
        }
    }
}
