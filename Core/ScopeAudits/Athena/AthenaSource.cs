using OAuthAttest.Aws.Athena;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// The table over CloudTrail's log files, asked by Athena: for the changes, and then for how many records there are of what. What is
/// not answered is told.
/// </summary>
internal sealed class AthenaSource(AthenaSources access, LookupSpan span, IProgress<long>? progress) : IRecordSource
{
    public async Task<SourceReading> ReadAsync(
        QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var scope = access.Scope(span.Window, registry);
        var tally = new TrailTally(scope, new TrailCounts());
        using var session = access.Session();
        using var pace = AthenaSources.Pace();
        var runner = new AthenaRunner(access.Client(session, pace), access.Table.LongestQuery);
        var key = access.KeyOf(scope);
        var changes = await runner.AskAsync(TrailTable.Changes(access.Table, scope), $"{key}/{AthenaAnswer.Changes}", row =>
        {
            tally.Change(row, found);
            progress?.Report(1);
        }, cancellation);
        var coverage = await runner.AskAsync(TrailTable.Coverage(access.Table, scope), $"{key}/{AthenaAnswer.Coverage}", row =>
        {
            tally.Count(row);
            progress?.Report(1);
        }, cancellation);
        if (coverage.Problem is null && tally.CoverageProblem is { } problem)
            coverage.Tell(problem);
        IReadOnlyList<AthenaAnswer> answers = [Of(AthenaAnswer.Changes, changes), Of(AthenaAnswer.Coverage, coverage)];
        var isWhole = answers.All(answer => answer.IsComplete);
        return tally.Sum(answers, [.. span.Untold, .. isWhole ? tally.Conclusions(access.Places, new AuditFilter()) : []]);
    }

    private static AthenaAnswer Of(string question, AthenaOutcome outcome) =>
        new(question, outcome.Id, outcome.Scanned, outcome.Pages, outcome.Rows, outcome.Problem);
}
