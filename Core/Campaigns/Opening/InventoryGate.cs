using Npgsql;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="Now">The operation's instant.</param>
/// <param name="MaxInventoryAge">From the policy.</param>
/// <param name="Scheduled">True for a start by a timer, which a stale source always blocks.</param>
/// <param name="AcceptStale">A person accepts that stale sources are reported as not evaluated.</param>
/// <param name="Policy">The policy that would be frozen: its names must be in the inventory. Null: they are not looked at.</param>
public sealed record GateCheck(
    DateTimeOffset Now, TimeSpan MaxInventoryAge, bool Scheduled, bool AcceptStale = false, CampaignPolicy? Policy = null);

/// <param name="IsOpen">A campaign may open.</param>
/// <param name="HasSources">False when nothing was ever imported, so that there is nothing to ask about.</param>
/// <param name="Sources">The sources that are not evaluated.</param>
/// <param name="UnknownNames">One sentence for each name in the policy that the inventory does not know. Nobody can accept these.</param>
public sealed record GateResult(
    bool IsOpen, bool HasSources, IReadOnlyList<StaleSource> Sources, IReadOnlyList<string> UnknownNames);

/// <param name="Name">The source's name.</param>
/// <param name="Problem">Why the source counts as not read.</param>
/// <param name="LastSucceededAt">Null: it was never read.</param>
/// <param name="Failure">The error of the newest reading.</param>
public sealed record StaleSource(string Name, SourceProblem Problem, DateTimeOffset? LastSucceededAt, string? Failure);

/// <summary>
/// Decides whether the inventory is fresh enough to open a campaign. A failed reading is never treated as an empty inventory.
/// </summary>
public sealed class InventoryGate(NpgsqlDataSource source)
{
    public async Task<GateResult> CheckAsync(GateCheck check, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var stale = await StaleSources.ReadAsync(connection, check.Now, check.MaxInventoryAge, cancellation);
        await using var any = new NpgsqlCommand("SELECT EXISTS (SELECT FROM inventory_sources WHERE retired_at IS NULL)", connection);
        var hasSources = (bool)(await any.ExecuteScalarAsync(cancellation))!;
        var isFresh = stale.Count == 0 || (check.AcceptStale && !check.Scheduled);
        IReadOnlyList<string> unknown = check.Policy is { } policy && hasSources
            ? (await PolicyValues.ResolveAsync(connection, policy, check.Now, cancellation)).Problems
            : [];
        return new GateResult(hasSources && isFresh && unknown.Count == 0, hasSources, stale, unknown);
    }
}
