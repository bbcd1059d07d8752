using Npgsql;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="Now">The operation's instant.</param>
/// <param name="MaxInventoryAge">From the policy.</param>
/// <param name="Scheduled">True for a timer's start, which a stale source always blocks.</param>
/// <param name="AcceptStale">A person accepts that stale sources are reported as not evaluated.</param>
public sealed record GateCheck(DateTimeOffset Now, TimeSpan MaxInventoryAge, bool Scheduled, bool AcceptStale = false);

/// <param name="IsOpen">A campaign may open.</param>
/// <param name="HasSources">False when nothing was ever imported: then there is nothing to ask about.</param>
/// <param name="Sources">The sources that are not evaluated.</param>
public sealed record GateResult(bool IsOpen, bool HasSources, IReadOnlyList<StaleSource> Sources);

/// <param name="Name">The source's name.</param>
/// <param name="Problem">Why it does not count as read.</param>
/// <param name="LastSucceededAt">Null: it was never read.</param>
/// <param name="Failure">What the newest reading failed with.</param>
public sealed record StaleSource(string Name, SourceProblem Problem, DateTimeOffset? LastSucceededAt, string? Failure);

/// <summary>Decides whether the inventory is fresh enough to ask people about it. An outage never looks like an empty answer.</summary>
public sealed class InventoryGate(NpgsqlDataSource source)
{
    public async Task<GateResult> CheckAsync(GateCheck check, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var stale = await StaleSources.ReadAsync(connection, check.Now, check.MaxInventoryAge, cancellation);
        await using var any = new NpgsqlCommand("SELECT EXISTS (SELECT FROM inventory_sources)", connection);
        var hasSources = (bool)(await any.ExecuteScalarAsync(cancellation))!;
        var isFresh = stale.Count == 0 || (check.AcceptStale && !check.Scheduled);
        return new GateResult(hasSources && isFresh, hasSources, stale);
    }
}
