using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>
/// What time does to approvals: proposals lapse, entries end, both is told, and what ends soon is announced. Runs with the timer of the
/// audits; what it could not do it does the next time.
/// </summary>
public sealed class ScopeApprovalUpkeep(
    IDbContextFactory<OAuthAttestDb> databases,
    ScopeApprovalTelling telling,
    ExpiryAnnouncing announcing,
    ApprovedLists lists,
    TimeProvider clock
)
{
    private const int MostAtOnce = 100;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await EndAsync(cancellation);
        foreach (var proposal in await telling.UntoldAsync(MostAtOnce, cancellation))
            await telling.TellAsync(proposal, cancellation);
        foreach (var ended in await lists.EndedEarlyAsync(cancellation))
            await telling.TellEndedAsync(ended, cancellation);
        await announcing.AnnounceAsync(cancellation);
    }

    private async Task EndAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Whoever decides at this moment holds the row; it is looked at again then.
        var due = await db.ScopeApprovals.FromSql(
            $"""
            SELECT * FROM scope_approvals
            WHERE (state = 'Proposed' AND lapses_at <= {now.ToUniversalTime()})
                OR (state = 'Approved' AND expires <= {now.ToUniversalTime()})
            ORDER BY id LIMIT {MostAtOnce} FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellation);
        if (due.Count == 0)
            return;
        var entries = due.ConvertAll(each => End(each, now));
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, now, entries, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static AuditEntry End(ScopeApproval approval, DateTimeOffset now)
    {
        if (approval.State == ScopeApprovalState.Proposed)
        {
            approval.Lapse(now);
            return ScopeDecisions.Lapsed(approval);
        }
        approval.Expire(now);
        return new AuditEntry(
            AuditKinds.ScopeApprovalExpired, ScopeClickEvidence.SubjectOf(approval.Id), "system",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["change"] = approval.ChangeId,
                ["expires"] = approval.Expires,
            });
    }
}
