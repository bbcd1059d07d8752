using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="Day">The last day on which it is good: <c>2027-01-31</c>.</param>
/// <param name="DeliveryKey">The same for every delivery of the click.</param>
public sealed record ProposeScope(
    long ChangeId, string SlackUserId, string Reason, string Owner, string Day, string DeliveryKey);

/// <param name="Change">What is proposed, with what it means; null: it cannot be.</param>
public sealed record ProposableScope(ScopeApprovalOutcome Outcome, ScopeChange? Change = null, string? Means = null);

/// <param name="ProposalId">Null: nothing was proposed.</param>
public sealed record ProposedScope(ScopeApprovalOutcome Outcome, long? ProposalId = null);

/// <summary>Proposes to approve a change that deviates. Anybody of the workspace may: another one decides.</summary>
public sealed class ScopeProposals(
    IDbContextFactory<OAuthAttestDb> databases,
    ScopePeople people,
    ApprovedLists lists,
    IOptions<ScopeAuditOptions> options,
    TimeProvider clock
)
{
    private const string Act = "Propose";

    /// <summary>Verdicts that an entry of the list would change.</summary>
    internal static bool IsApprovable(Verdict verdict) => verdict is Verdict.Deviation or Verdict.Expired;

    /// <summary>The last day that is offered first.</summary>
    public DateOnly DefaultDay => LastDay(options.Value.ApprovalLife);

    /// <summary>The last day that is possible.</summary>
    public DateOnly LatestDay => LastDay(options.Value.LongestApprovalLife);

    /// <summary>Whether the person may propose it now. A click that does not count is evidence.</summary>
    public async Task<ProposableScope> CheckAsync(
        long changeId, string slackUserId, string deliveryKey, CancellationToken cancellation)
    {
        var person = await people.FindAsync(slackUserId, cancellation);
        var (list, _) = await lists.TryReadAsync(clock.GetUtcNow(), cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await FindAsync(db, changeId, isLocked: false, cancellation);
        var outcome = await RefuseAsync(db, found, person, list, cancellation) ?? ScopeApprovalOutcome.Proposable;
        if (outcome != ScopeApprovalOutcome.Proposable)
        {
            var refused = ScopeClickEvidence.Refused(
                ScopeClickEvidence.SubjectOfChange(changeId), slackUserId, person?.Email, Act, outcome);
            await ScopeClickEvidence.AddAsync(databases, refused, deliveryKey, clock.GetUtcNow(), cancellation);
            return new ProposableScope(outcome);
        }
        return new ProposableScope(outcome, found!.Change, found.Row.Means);
    }

    /// <summary>Writes the proposal. May be repeated: the same click proposes once.</summary>
    public async Task<ProposedScope> ProposeAsync(ProposeScope propose, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(propose);
        var now = clock.GetUtcNow();
        var end = EndOf(propose.Day, now);
        // Before the transaction: Slack may have to be asked, and who holds the change's lock must not need a second connection.
        var person = await people.FindAsync(propose.SlackUserId, cancellation);
        var (list, _) = await lists.TryReadAsync(now, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var found = await FindAsync(db, propose.ChangeId, isLocked: true, cancellation);
        var refusal = await RefuseAsync(db, found, person, list, cancellation)
            ?? (end is null ? ScopeApprovalOutcome.WrongEnd : null);
        if (!await ClickDeliveries.AddAsync(db, propose.DeliveryKey, now, cancellation))
        {
            // The same form again after a refusal that is over has the same key, and proposes; after a proposal it does not.
            var mine = await db.ScopeApprovals.AnyAsync(
                each => each.ChangeId == propose.ChangeId && each.ProposedBy == propose.SlackUserId && each.Reason == propose.Reason,
                cancellation);
            if (refusal is not null || mine)
            {
                return new ProposedScope(
                    refusal is null or ScopeApprovalOutcome.AlreadyProposed ? ScopeApprovalOutcome.Repeated : refusal.Value);
            }
        }
        if (refusal is { } outcome)
        {
            var refused = ScopeClickEvidence.Refused(
                ScopeClickEvidence.SubjectOfChange(propose.ChangeId), propose.SlackUserId, person?.Email, Act, outcome);
            await AuditLog.AppendAsync(db, now, [refused], cancellation);
            await transaction.CommitAsync(cancellation);
            return new ProposedScope(outcome);
        }
        var proposal = Proposal(propose, found!, person!, end!.Value, now);
        db.Add(proposal);
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, now, [Entry(proposal, found!)], cancellation);
        await transaction.CommitAsync(cancellation);
        return new ProposedScope(ScopeApprovalOutcome.Proposed, proposal.Id);
    }

    /// <summary>Whether it is a day that an approval may have as its last.</summary>
    public bool IsPossibleEnd(string day) => EndOf(day, clock.GetUtcNow()) is not null;

    /// <summary>The instant at which the day is over; null: it is no day, over already, or later than any approval may last.</summary>
    private DateTimeOffset? EndOf(string day, DateTimeOffset now)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last))
            return null;
        return last > LatestDay || last == DateOnly.MaxValue || EndOf(last) is var end && end <= now ? null : EndOf(last);
    }

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    private DateOnly LastDay(TimeSpan life) => DateOnly.FromDateTime((clock.GetUtcNow() + life).UtcDateTime);

    /// <summary>Null: it may be proposed.</summary>
    private async Task<ScopeApprovalOutcome?> RefuseAsync(
        OAuthAttestDb db, Found? found, ScopePerson? person, ApprovedScopes list, CancellationToken cancellation)
    {
        if (!people.HasApprovers)
            return ScopeApprovalOutcome.NobodyApproves;
        if (person is null)
            return ScopeApprovalOutcome.UnknownPerson;
        if (found is null)
            return ScopeApprovalOutcome.UnknownChange;
        var verdict = list.Judge(found.Change).Verdict;
        if (verdict == Verdict.Approved)
            return ScopeApprovalOutcome.AlreadyApproved;
        if (!IsApprovable(verdict))
            return ScopeApprovalOutcome.NotApprovable;
        if (!ScopeApprovalMessages.ShowsAllOf(found.Change))
            return ScopeApprovalOutcome.TooLarge;
        return await db.ScopeApprovals.AnyAsync(
            each => each.ChangeId == found.Row.Id && each.State == ScopeApprovalState.Proposed, cancellation)
            ? ScopeApprovalOutcome.AlreadyProposed
            : null;
    }

    private ScopeApproval Proposal(ProposeScope propose, Found found, ScopePerson person, DateTimeOffset end, DateTimeOffset now)
    {
        var lapse = now + options.Value.ProposalLife;
        return new ScopeApproval
        {
            ChangeId = found.Row.Id,
            Principal = found.Change.Actor.Principal!,
            Account = found.Change.Account!,
            Access = [.. found.Change.Access],
            From = found.Change.At,
            Expires = end,
            Owner = propose.Owner,
            Reason = propose.Reason,
            ProposedBy = person.SlackUserId,
            ProposedByEmail = person.Email,
            ProposedAt = now,
            LapsesAt = lapse < end ? lapse : end,
        };
    }

    private static AuditEntry Entry(ScopeApproval proposal, Found found) => new(
        AuditKinds.ScopeApprovalProposed,
        ScopeClickEvidence.SubjectOf(proposal.Id),
        proposal.ProposedBy,
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["access"] = proposal.Access,
            ["account"] = proposal.Account,
            ["change"] = proposal.ChangeId,
            ["email"] = proposal.ProposedByEmail,
            ["eventKey"] = Convert.ToHexStringLower(found.Row.EventKey),
            ["expires"] = proposal.Expires,
            ["from"] = proposal.From,
            ["lapses"] = proposal.LapsesAt,
            ["owner"] = proposal.Owner,
            ["principal"] = proposal.Principal,
            ["reason"] = proposal.Reason,
        });

    private static async Task<Found?> FindAsync(OAuthAttestDb db, long changeId, bool isLocked, CancellationToken cancellation)
    {
        var rows = isLocked
            ? db.ScopeChanges.FromSql($"SELECT * FROM scope_changes WHERE id = {changeId} FOR UPDATE")
            : db.ScopeChanges.Where(each => each.Id == changeId);
        return await rows.AsNoTracking().SingleOrDefaultAsync(cancellation) is { } row
            ? new Found(row, AuditDocuments.Change(row.Change))
            : null;
    }

    private sealed record Found(AuditedChange Row, ScopeChange Change);
}
