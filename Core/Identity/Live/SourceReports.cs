using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants.Import;
using OAuthAttest.Persistence;

namespace OAuthAttest.Identity.Live;

/// <summary>A source, and its sync.</summary>
public sealed record SourceReport : SourceLife
{
    internal SourceReport(SourceLife life)
        : base(life)
    {
    }

    /// <summary>Whether the settings hold the credentials to sync it; one that is not is read by imports alone.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>Its newest sync; null: it was never synced.</summary>
    public RunReport? LastRun { get; init; }
}

/// <summary>One sync, as it stands.</summary>
/// <param name="Calls">Answers of the provider that were read.</param>
/// <param name="ResumeAt">It waits for the provider until then.</param>
/// <param name="Notes">What could not be told, though the reading is whole.</param>
public sealed record RunReport(
    long Id,
    string Trigger,
    RunState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset LastStepAt,
    DateTimeOffset? ResumeAt,
    long Calls,
    ImportCounts Users,
    ImportCounts Apps,
    ImportCounts Grants,
    IReadOnlyList<string> Notes,
    string? Error
)
{
    internal static RunReport Of(InventoryRun run) =>
        new(
            run.Id,
            run.Trigger,
            run.State,
            run.StartedAt,
            run.EndedAt,
            run.HeartbeatAt,
            run.State == RunState.Running ? run.ResumeAt : null,
            run.Pages,
            new ImportCounts(run.Users, run.UsersAdded, run.UsersChanged, run.UsersVanished),
            new ImportCounts(run.Apps, run.AppsAdded, run.AppsChanged, 0),
            new ImportCounts(run.Grants, run.GrantsAdded, run.GrantsChanged, run.GrantsVanished),
            run.Notes,
            run.Error
        );
}

/// <summary>Every source that was ever heard of or is configured, with its newest sync.</summary>
public sealed class SourceReports(
    InventorySources sources,
    IDbContextFactory<OAuthAttestDb> contexts,
    IEnumerable<ILiveInventory> inventories
)
{
    public async Task<IReadOnlyList<SourceReport>> ListAsync(CancellationToken cancellation)
    {
        var configured = inventories.Where(each => each.IsConfigured).ToDictionary(each => each.Source, StringComparer.Ordinal);
        var known = await sources.ListAsync(cancellation);
        var runs = await NewestRunsAsync(cancellation);
        var unread = configured.Values.Where(each => known.All(life => life.Name != each.Source)).Select(Unread);
        return
        [
            .. from life in known.Concat(unread)
            orderby life.Name
            select new SourceReport(life)
            {
                IsConfigured = configured.ContainsKey(life.Name),
                LastRun = runs.GetValueOrDefault(life.Name),
            },
        ];
    }

    private async Task<Dictionary<string, RunReport>> NewestRunsAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var newest = await db
            .InventoryRuns.AsNoTracking()
            .Where(run => run.Id == db.InventoryRuns.Where(other => other.Source == run.Source).Max(other => other.Id))
            .ToListAsync(cancellation);
        return newest.ToDictionary(run => run.Source, RunReport.Of, StringComparer.Ordinal);
    }

    private static SourceLife Unread(ILiveInventory inventory) =>
        new(inventory.Source, inventory.Provider.ToString(), SourceStanding.NeverRead, null, null, null, null, 0, 0, null, null, null);
}
