using Microsoft.Extensions.Options;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// Audits that ask Athena. The questions are of all accounts and Regions together, and wait in a part of none; the places have parts in
/// which nothing waits, so that it is known which an audit was about.
/// </summary>
internal sealed class AthenaAudits(AthenaSources sources, IOptions<ScopeAuditOptions> options, TimeProvider clock) : IAuditSource
{
    private static readonly string[] Questions = [AthenaAnswer.Changes, AthenaAnswer.Coverage];

    private readonly ScopeAuditOptions options = options.Value;

    public AuditSource Kind => AuditSource.Athena;

    public IReadOnlyList<AuditPlace> Places => sources.Places;

    public LookupSpan Span(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now) =>
        LookupSpan.OfFiles(since, until, now, options);

    public IReadOnlyList<PlannedPart> Plan(QueryRegistry registry, LookupWindow window, AuditFilter filter)
    {
        PlanFilter.RefuseMalformed(filter);
        PlanFilter.Refuse("event", filter.EventNames, registry.Queries.Select(query => query.EventName));
        return [new PlannedPart("", "", Questions), .. Of(filter).Select(place => new PlannedPart(place.Account, place.Region, []))];
    }

    public async Task<PartStep> ReadAsync(
        PartOrder order, QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        if (!sources.Table.IsConfigured)
            return Failed(order.Part, AthenaProgress.Of(order.Part.Kept), "no table is set any more");
        var places = Of(order.Filter);
        var scope = Narrowed(sources.Scope(order.Window, registry), order);
        var question = order.Part.Waiting[0];
        var isCoverage = question == AthenaAnswer.Coverage;
        var before = AthenaProgress.Of(order.Part.Kept);
        var tally = new TrailTally(scope, before.Counts);
        using var session = sources.Session();
        using var pace = AthenaSources.Pace();
        var step = new AthenaStep(
            sources.Client(session, pace),
            isCoverage ? TrailTable.Coverage(sources.Table, scope) : TrailTable.Changes(sources.Table, scope),
            $"{order.Audit}/{question}",
            sources.Table.LongestQuery,
            row => Take(tally, isCoverage, row, found),
            clock);
        var progress = await step.TakeAsync(before, cancellation);
        if (!step.IsDone)
            return new PartStep(tally.Sum([], []), order.Part.Waiting, progress.Text()) { Again = step.Again };
        var problem = step.Problem ?? (isCoverage ? tally.CoverageProblem : null);
        var answer = new AthenaAnswer(question, progress.ExecutionId, progress.Scanned, progress.Pages, progress.Rows, problem);
        var next = progress.Next(answer.IsComplete);
        IReadOnlyList<string> waiting = [.. order.Part.Waiting.Skip(1)];
        if (waiting.Count > 0)
            return new PartStep(tally.Sum([answer], []), waiting, next.Text());
        return new PartStep(
            tally.Sum([answer], next.IsPartial ? [] : tally.Conclusions(places, order.Filter)), waiting, Kept: null,
            // What has records is a place, whoever named it.
            next.IsPartial ? null : [.. tally.Places.Select(place => new PlannedPart(place.Account, place.Region, []))]);
    }

    public string Unread(PlannedPart part) => $"Athena was not asked to the end for {string.Join(" and ", part.Waiting)}";

    private static void Take(TrailTally tally, bool isCoverage, IReadOnlyList<string?> row, Action<CloudTrailRecord> found)
    {
        if (isCoverage)
            tally.Count(row);
        else
            tally.Change(row, found);
    }

    private static PartStep Failed(PlannedPart part, AthenaProgress begun, string problem) => new(
        new TrailTally(new TrailScope(new LookupWindow(default, default), [], [], []), new TrailCounts()).Sum(
            [
                new AthenaAnswer(part.Waiting[0], begun.ExecutionId, begun.Scanned, begun.Pages, begun.Rows, problem),
                .. part.Waiting.Skip(1).Select(question => new AthenaAnswer(question, null, 0, 0, 0, problem)),
            ],
            []),
        []);

    private IReadOnlyList<AuditPlace> Of(AuditFilter filter) =>
        [.. Places.Where(place => PlanFilter.Lets(filter.Accounts, place.Account) && PlanFilter.Lets(filter.Regions, place.Region))];

    private static TrailScope Narrowed(TrailScope scope, PartOrder order) => scope with
    {
        EventNames = PlanFilter.Named(scope.EventNames, order.Filter.EventNames),
        Accounts = order.Filter.Accounts,
        Regions = order.Filter.Regions,
        Late = order.Late,
    };
}
