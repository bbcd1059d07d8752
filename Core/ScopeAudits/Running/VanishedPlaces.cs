using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>
/// Places that a source found for itself some days ago, and does not find any more: somebody may have taken them away. After some days it
/// is not told any more, since accounts are closed. A table has records, and no places: one that is quiet is not known to be gone. So it is
/// compared only where nobody said which places there must be, and for the timer's audits, whose windows follow each other.
/// </summary>
public sealed class VanishedPlaces(IDbContextFactory<OAuthAttestDb> contexts, IOptions<ScopeAuditOptions> options)
{
    /// <summary>An audit from which a place has vanished is none of them: the newest ones know what the older ones knew.</summary>
    private const int MostCompared = 20;

    /// <param name="found">The parts that were found now.</param>
    /// <returns>What is gone, each as a sentence.</returns>
    internal async Task<IReadOnlyList<string>> FindAsync(
        AuditRun run, AuditFilter filter, IReadOnlyList<PlannedPart> found, CancellationToken cancellation)
    {
        var isTable = run.Source == AuditSource.Athena;
        if (isTable && (run.Trigger != AuditTrigger.Timer || options.Value.Accounts.Count > 0))
            return [];
        var window = options.Value.Window;
        var earliest = (run.StartedAt - window).ToUniversalTime();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var known = await db.ScopeAudits
            .Where(each => each.Source == run.Source && each.Place == run.Place && each.IsComplete && each.Filter == null
                && each.StartedAt > earliest && (!isTable || each.Trigger == AuditTrigger.Timer))
            .OrderByDescending(each => each.Id).Take(MostCompared)
            .Join(db.ScopeAuditParts, each => each.Id, part => part.AuditId, (each, part) => new { part.Account, part.Region })
            .Where(part => part.Region != "").Distinct().OrderBy(part => part.Account).ThenBy(part => part.Region)
            .ToListAsync(cancellation);
        var there = found.Select(part => (part.Account, part.Region)).ToHashSet();
        var age = string.Create(CultureInfo.InvariantCulture, $"{window.TotalDays:0.#} days");
        return
        [
            .. known.Where(place => !there.Contains((place.Account, place.Region))
                    && PlanFilter.Lets(filter.Accounts, place.Account) && PlanFilter.Lets(filter.Regions, place.Region))
                .Select(place => $"account {place.Account}, {place.Region} {(isTable
                    ? $"had records within {age}, and has none of this time"
                    : $"is not there any more: a complete audit had it within {age}")}"),
        ];
    }
}
