using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>The entries of the audit log about approvals.</summary>
internal static class ScopeClickEvidence
{
    public static string SubjectOf(long proposalId) => FormattableString.Invariant($"scope-approval/{proposalId}");

    public static string SubjectOfChange(long changeId) => FormattableString.Invariant($"scope-change/{changeId}");

    /// <summary>A click that did not count.</summary>
    public static AuditEntry Refused(string subject, string slackUserId, string? email, string act, ScopeApprovalOutcome outcome) => new(
        AuditKinds.ScopeApprovalRefused, subject, slackUserId, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["act"] = act,
            ["email"] = email,
            ["outcome"] = outcome,
        });

    /// <summary>In a transaction of its own; a click that was delivered before adds nothing.</summary>
    public static async Task AddAsync(
        IDbContextFactory<OAuthAttestDb> databases, AuditEntry refused, string deliveryKey, DateTimeOffset now,
        CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await ClickDeliveries.AddAsync(db, deliveryKey, now, cancellation))
            return;
        await AuditLog.AppendAsync(db, now, [refused], cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
