using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>What is approved: the entries of the file, and those that were approved in Slack.</summary>
public sealed class ApprovedLists(IDbContextFactory<OAuthAttestDb> databases, IOptions<ScopeAuditOptions> options)
{
    /// <param name="at">
    /// What was approved later does not count: all parts of an audit are judged by one list, however long it takes. What had ended by
    /// then is there too, so that a change can be said to have been approved once.
    /// </param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">The file is no approved list.</exception>
    public async Task<ApprovedScopes> ReadAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        var file = options.Value.ApprovedFile is { } path ? ApprovedScopes.Load(path) : ApprovedScopes.None;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var approved = await db.ScopeApprovals.AsNoTracking()
            .Where(each => (each.State == ScopeApprovalState.Approved || each.State == ScopeApprovalState.Expired) && each.DecidedAt <= at)
            .OrderBy(each => each.Id).ToListAsync(cancellation);
        return file.With([.. approved.SelectMany(each => each.Entries())]);
    }
}
