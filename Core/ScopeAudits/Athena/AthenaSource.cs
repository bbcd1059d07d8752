using OAuthAttest.Aws.Access;
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
        var tally = new TrailTally(scope);
        using var session = access.Session();
        using var pace = AthenaSources.Pace();
        var runner = access.Runner(access.Client(session, pace));
        var key = access.KeyOf(scope);
        var changes = await runner.AskAsync(TrailTable.Changes(access.Table, scope), $"{key}/{AthenaAnswer.Changes}", row =>
        {
            tally.Change(row, found);
            progress?.Report(1);
        }, cancellation);
        var isWhole = true;
        var coverage = await runner.AskAsync(TrailTable.Coverage(access.Table, scope), $"{key}/{AthenaAnswer.Coverage}", row =>
        {
            isWhole &= tally.Count(row);
            progress?.Report(1);
        }, cancellation);
        if (!isWhole)
            coverage.Tell("a row came twice, or is not what was asked for");
        else if (!tally.IsCounted)
            coverage.Tell("a page was lost: it has not as many rows as it says");
        return tally.Sum(
            span, access.Expected(registry), [Of(AthenaAnswer.Changes, changes), Of(AthenaAnswer.Coverage, coverage)]);
    }

    private static AthenaAnswer Of(string question, AthenaOutcome outcome) =>
        new(question, outcome.Id, outcome.Scanned, outcome.Pages, outcome.Rows, outcome.Problem);
}
