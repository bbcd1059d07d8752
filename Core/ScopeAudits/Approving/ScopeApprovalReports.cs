using Microsoft.EntityFrameworkCore;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="Change">The change that deviates: the id that an audit's findings have.</param>
/// <param name="LapsesAt">Without a decision before, it is over.</param>
/// <param name="DecidedAt">Also when it lapsed; null: nobody has decided.</param>
public sealed record ListedApproval(
    long Id,
    ScopeApprovalState State,
    long Change,
    string Principal,
    IReadOnlyList<string> Access,
    string Account,
    DateTimeOffset From,
    DateTimeOffset Expires,
    string Owner,
    string Reason,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt
);

/// <param name="NextAfter">Null on the last page.</param>
public sealed record ApprovalPage(IReadOnlyList<ListedApproval> Approvals, long? NextAfter);

/// <summary>Reads proposals and approvals for people, and the approved list as its file.</summary>
public sealed class ScopeApprovalReports(IDbContextFactory<OAuthAttestDb> databases, ApprovedLists lists, TimeProvider clock)
{
    /// <param name="state">Null: all.</param>
    /// <param name="after">The last one of the page before; 0: the first page.</param>
    public async Task<ApprovalPage> ListAsync(ScopeApprovalState? state, long after, int take, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.ScopeApprovals.AsNoTracking()
            .Where(each => each.Id > after && (state == null || each.State == state))
            .OrderBy(each => each.Id).Take(take).ToListAsync(cancellation);
        return new ApprovalPage(
            rows.ConvertAll(each => new ListedApproval(
                each.Id, each.State, each.ChangeId, each.Principal, each.Access, each.Account, each.From, each.Expires, each.Owner,
                each.Reason, each.ProposedByEmail, each.ProposedAt, each.LapsesAt, each.DecidedByEmail, each.DecidedAt)),
            rows.Count == take ? rows[^1].Id : null);
    }

    /// <summary>What is approved now, of the file and of Slack, in the form of the file.</summary>
    public async Task<byte[]> ExportAsync(CancellationToken cancellation) =>
        (await lists.ReadAsync(clock.GetUtcNow(), cancellation)).ToFile();
}
