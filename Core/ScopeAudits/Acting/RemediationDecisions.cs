using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Verifying;
using OAuthAttest.Slack.People;

namespace OAuthAttest.ScopeAudits.Acting;

public enum RemediationAct
{
    Approve = 1,
    Decline,
    Undo,
}

/// <param name="Digest">Of the plan that was shown, lower-case hex; of an undo too.</param>
/// <param name="SlackUserId">Who clicked; null: over HTTP.</param>
/// <param name="Email">Who decides over HTTP; ignored for a click.</param>
/// <param name="DeliveryKey">The same for every delivery of a click; null when it was none.</param>
/// <param name="Actor">Who called over HTTP, as the caller proved it.</param>
public sealed record DecideRemediation(
    long Id,
    RemediationAct Act,
    string Digest,
    string? SlackUserId,
    string? Email,
    string? DeliveryKey = null,
    string? Actor = null
);

public enum RemediationOutcome
{
    Done = 1,
    Unknown,
    NotAllowed,

    /// <summary>Whoever asked for it approves it not alone.</summary>
    SamePerson,

    /// <summary>Whoever made the change has no say in it.</summary>
    MadeTheChange,

    /// <summary>The plan that was shown is not the one that stands there.</summary>
    WrongPlan,

    /// <summary>The time for it is over.</summary>
    TooLate,

    /// <summary>It was decided before, or there is nothing to decide.</summary>
    NotNow,

    /// <summary>The same is planned anew: undoing and doing it would run beside each other.</summary>
    UnderWay,
}

/// <param name="State">As it stands after it.</param>
public sealed record DecidedRemediation(RemediationOutcome Outcome, RemediationState? State, string? DecidedBy)
{
    /// <summary>In a sentence for a person.</summary>
    public string Words => Outcome switch
    {
        RemediationOutcome.Done => State switch
        {
            RemediationState.Approved => "Approved: it is carried out now.",
            RemediationState.Declined => "Declined: nothing is done.",
            _ => "The state before is put back now.",
        },
        RemediationOutcome.Unknown => "There is no such plan.",
        RemediationOutcome.NotAllowed => "Only the approvers of remediations may do that. Your click changed nothing.",
        RemediationOutcome.SamePerson => "You asked for it yourself: another approver has to decide. Your click changed nothing.",
        RemediationOutcome.MadeTheChange =>
            "The record names you as who made the change: another approver has to decide. Your click changed nothing.",
        RemediationOutcome.WrongPlan => "The plan has changed since it was shown. Your click changed nothing.",
        RemediationOutcome.UnderWay => "The same is planned anew: decide about that first. Your click changed nothing.",
        RemediationOutcome.TooLate => "The time for this is over. Your click changed nothing.",
        _ => DecidedBy is null ? "There is nothing to decide here now." : $"This was decided before, by {DecidedBy}.",
    };
}

/// <summary>
/// What approvers decide about a plan. A decision counts for exactly the plan that was shown, once, and never from whoever asked for it or
/// made the change. One that does not count is evidence too.
/// </summary>
public sealed class RemediationDecisions
{
    private readonly IDbContextFactory<OAuthAttestDb> contexts;
    private readonly SlackPeople people;
    private readonly RemediationOptions options;
    private readonly TimeProvider clock;

    public RemediationDecisions(
        IDbContextFactory<OAuthAttestDb> contexts, SlackPeople people, IOptions<RemediationOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.contexts, this.people, this.options, this.clock) = (contexts, people, options.Value, clock);
    }

    public async Task<DecidedRemediation> DecideAsync(DecideRemediation decide, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var now = clock.GetUtcNow();
        var email = decide.SlackUserId is { } user
            ? await people.AddressAsync(user, cancellation)
            : EmailAddress.Of(decide.Email);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"SELECT FROM scope_remediations WHERE id = {decide.Id} FOR UPDATE", cancellation);
        var row = await db.ScopeRemediations.AsNoTracking().SingleOrDefaultAsync(each => each.Id == decide.Id, cancellation);
        if (row is null)
            return new DecidedRemediation(RemediationOutcome.Unknown, null, null);
        var change = AuditDocuments.Change((await db.ScopeChanges.AsNoTracking()
            .SingleAsync(each => each.Id == row.ChangeId, cancellation)).Change);
        var outcome = Sort(row, change, decide, email, now);
        if (outcome == RemediationOutcome.Done && decide.Act == RemediationAct.Undo && await IsOpenAsync(db, row, cancellation))
            outcome = RemediationOutcome.UnderWay;
        if (decide.DeliveryKey is { } key && !await ClickDeliveries.AddAsync(db, key, now, cancellation))
        {
            // A repetition changes nothing, also when it would count now.
            return new DecidedRemediation(
                outcome == RemediationOutcome.Done ? RemediationOutcome.NotNow : outcome, row.State, ByWhom(row, decide.Act));
        }
        var step = outcome == RemediationOutcome.Done
            ? Step(row, decide, email!, now)
            : Refusal(row, decide, email, outcome);
        await using var batch = db.NewBatch();
        batch.BatchCommands.Add(step.Statement);
        await batch.ExecuteNonQueryAsync(cancellation);
        await AuditLog.AppendAsync(
            db, now, [new AuditEntry(step.Kind!, RemediationRows.Subject(row.Id), step.Actor, step.Data)], cancellation);
        await transaction.CommitAsync(cancellation);
        return outcome == RemediationOutcome.Done
            ? new DecidedRemediation(outcome, StateAfter(decide.Act), email)
            : new DecidedRemediation(outcome, row.State, ByWhom(row, decide.Act));
    }

    /// <summary>Whether another one of the same kind about the same change is not over.</summary>
    private static Task<bool> IsOpenAsync(OAuthAttestDb db, Remediation row, CancellationToken cancellation) =>
        db.ScopeRemediations.AnyAsync(
            other => other.Id != row.Id && other.ChangeId == row.ChangeId && other.Kind == row.Kind
                && (other.State == RemediationState.Requested || other.State == RemediationState.Waiting
                    || other.State == RemediationState.Approved || other.State == RemediationState.UndoAsked),
            cancellation);

    private RemediationOutcome Sort(
        Remediation row, ScopeChange change, DecideRemediation decide, string? email, DateTimeOffset now)
    {
        if (!options.IsApprover(email))
            return RemediationOutcome.NotAllowed;
        if (ChangeMaker.IsOne(change.Actor, email!))
            return RemediationOutcome.MadeTheChange;
        if (row.Digest is not { } digest)
            return RemediationOutcome.NotNow;
        if (!string.Equals(Convert.ToHexStringLower(digest), decide.Digest, StringComparison.OrdinalIgnoreCase))
            return RemediationOutcome.WrongPlan;
        if (decide.Act == RemediationAct.Undo)
        {
            var isDone = row.State is RemediationState.Done or RemediationState.Clean or RemediationState.NotClean
                or RemediationState.Inconclusive or RemediationState.Failed;
            return !isDone || row.AttemptedAt is null || !RemediationPlan.Read(row.Plan!).CanBeUndone ? RemediationOutcome.NotNow
                : now > (row.DoneAt ?? row.AttemptedAt) + options.UndoWindow ? RemediationOutcome.TooLate
                : RemediationOutcome.Done;
        }
        if (row.State == RemediationState.Lapsed || (row.State == RemediationState.Waiting && now >= row.LapsesAt))
            return RemediationOutcome.TooLate;
        if (row.State != RemediationState.Waiting)
            return RemediationOutcome.NotNow;
        // Whoever asked may take it back alone.
        var isSame = EmailAddress.AreSame(row.RequestedBy, email)
            || (decide.SlackUserId is null && decide.Actor is not null && decide.Actor == row.RequestedActor);
        return decide.Act == RemediationAct.Approve && isSame ? RemediationOutcome.SamePerson : RemediationOutcome.Done;
    }

    private static string? ByWhom(Remediation row, RemediationAct act) => act == RemediationAct.Undo ? row.UndoBy : row.DecidedBy;

    private static RemediationState StateAfter(RemediationAct act) => act switch
    {
        RemediationAct.Approve => RemediationState.Approved,
        RemediationAct.Decline => RemediationState.Declined,
        _ => RemediationState.UndoAsked,
    };

    private static RemediationStep Step(Remediation row, DecideRemediation decide, string email, DateTimeOffset now)
    {
        var actor = decide.SlackUserId ?? decide.Actor ?? email;
        var state = StateAfter(decide.Act);
        var data = new Dictionary<string, object?> { ["digest"] = row.Digest, ["email"] = email };
        return decide.Act switch
        {
            RemediationAct.Undo => new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {state}, undo_by = {email}, undo_at = {now}, attempts = 0, problem = NULL,
                        next_at = {now} WHERE id = {row.Id}
                    """),
                AuditKinds.ScopeRemediationUndoRequested, actor, data),
            RemediationAct.Approve => new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {state}, decided_by = {email}, decided_at = {now}, next_at = {now}
                    WHERE id = {row.Id}
                    """),
                AuditKinds.ScopeRemediationApproved, actor, data),
            _ => new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {state}, decided_by = {email}, decided_at = {now}, next_at = NULL
                    WHERE id = {row.Id}
                    """),
                AuditKinds.ScopeRemediationDeclined, actor, data),
        };
    }

    private static RemediationStep Refusal(
        Remediation row, DecideRemediation decide, string? email, RemediationOutcome outcome) => new(
        Statements.Of($"SELECT id FROM scope_remediations WHERE id = {row.Id}"),
        AuditKinds.ScopeRemediationRefused,
        decide.SlackUserId ?? decide.Actor ?? email ?? "unknown",
        new Dictionary<string, object?>
        {
            ["act"] = decide.Act,
            ["email"] = email,
            ["outcome"] = outcome,
            ["state"] = row.State,
        });
}
