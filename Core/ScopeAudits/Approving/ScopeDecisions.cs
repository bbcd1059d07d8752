using System.Data;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Verifying;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="Approve">False: it is declined.</param>
/// <param name="DeliveryKey">The same for every delivery of the click.</param>
public sealed record DecideScope(long ProposalId, bool Approve, string SlackUserId, string DeliveryKey);

/// <summary>
/// Records an approver's decision on a proposal: somebody who neither proposed it nor made the change, once, and before it lapses. A click
/// that does not count is evidence.
/// </summary>
public sealed class ScopeDecisions(IDbContextFactory<OAuthAttestDb> databases, ScopePeople people, TimeProvider clock)
{
    public async Task<ScopeApprovalOutcome> DecideAsync(DecideScope decide, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var now = clock.GetUtcNow();
        // Before the transaction: Slack may have to be asked.
        var person = await people.FindAsync(decide.SlackUserId, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var proposal = await db.ScopeApprovals
            .FromSql($"SELECT * FROM scope_approvals WHERE id = {decide.ProposalId} FOR UPDATE").SingleOrDefaultAsync(cancellation);
        var actor = proposal is null ? null : await ActorAsync(db, proposal.ChangeId, cancellation);
        var refusal = Refuse(proposal, actor, person, now);
        // A repetition changes nothing, also when its first delivery was refused and it would count now.
        if (!await ClickDeliveries.AddAsync(db, decide.DeliveryKey, now, cancellation))
        {
            return refusal == ScopeApprovalOutcome.AlreadyDecided && proposal!.DecidedBy == decide.SlackUserId
                ? ScopeApprovalOutcome.Repeated
                : refusal ?? ScopeApprovalOutcome.Repeated;
        }
        List<AuditEntry> entries = [];
        if (proposal is { State: ScopeApprovalState.Proposed } && now >= proposal.LapsesAt)
        {
            proposal.Lapse(now);
            entries.Add(Lapsed(proposal));
        }
        if (refusal is { } refused)
        {
            entries.Add(ScopeClickEvidence.Refused(
                ScopeClickEvidence.SubjectOf(decide.ProposalId), decide.SlackUserId, person?.Email,
                decide.Approve ? "Approve" : "Decline", refused));
        }
        else
        {
            entries.Add(Decide(proposal!, decide.Approve, person!, now));
        }
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, now, entries, cancellation);
        await transaction.CommitAsync(cancellation);
        return refusal ?? (decide.Approve ? ScopeApprovalOutcome.Approved : ScopeApprovalOutcome.Declined);
    }

    internal static AuditEntry Lapsed(ScopeApproval proposal) => new(
        AuditKinds.ScopeApprovalLapsed, ScopeClickEvidence.SubjectOf(proposal.Id), "system",
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["change"] = proposal.ChangeId, ["lapses"] = proposal.LapsesAt });

    private static AuditEntry Decide(ScopeApproval proposal, bool approve, ScopePerson person, DateTimeOffset now)
    {
        if (approve)
            proposal.Approve(person.SlackUserId, person.Email, now);
        else
            proposal.Decline(person.SlackUserId, person.Email, now);
        return new AuditEntry(
            approve ? AuditKinds.ScopeApprovalApproved : AuditKinds.ScopeApprovalDeclined,
            ScopeClickEvidence.SubjectOf(proposal.Id),
            person.SlackUserId,
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["access"] = proposal.Access,
                ["account"] = proposal.Account,
                ["change"] = proposal.ChangeId,
                ["email"] = person.Email,
                ["expires"] = proposal.Expires,
                ["from"] = proposal.From,
                ["principal"] = proposal.Principal,
                ["proposedBy"] = proposal.ProposedBy,
            });
    }

    /// <summary>Null: the decision counts.</summary>
    private ScopeApprovalOutcome? Refuse(ScopeApproval? proposal, Actor? actor, ScopePerson? person, DateTimeOffset now) =>
        proposal is null ? ScopeApprovalOutcome.UnknownProposal
        : person is null ? ScopeApprovalOutcome.UnknownPerson
        : !people.IsApprover(person) ? ScopeApprovalOutcome.NotApprover
        : proposal.ProposedBy == person.SlackUserId || proposal.ProposedByEmail == person.Email ? ScopeApprovalOutcome.IsProposer
        : ChangeMaker.IsOne(actor!, person.Email) ? ScopeApprovalOutcome.MadeTheChange
        : proposal.State == ScopeApprovalState.Lapsed ? ScopeApprovalOutcome.HasLapsed
        : proposal.State != ScopeApprovalState.Proposed ? ScopeApprovalOutcome.AlreadyDecided
        : now >= proposal.LapsesAt ? ScopeApprovalOutcome.HasLapsed
        : null;

    private static async Task<Actor> ActorAsync(OAuthAttestDb db, long changeId, CancellationToken cancellation)
    {
        var json = await db.ScopeChanges.Where(each => each.Id == changeId).Select(each => each.Change).SingleAsync(cancellation);
        return AuditDocuments.Change(json).Actor;
    }
}
