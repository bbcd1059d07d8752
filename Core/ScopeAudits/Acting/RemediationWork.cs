using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Acting;

/// <param name="NextAt">When to come again; null: nothing is left to do.</param>
public sealed record RemediationTurn(DateTimeOffset? NextAt);

/// <summary>
/// Does the next thing about a remediation: the dry run, what was approved, putting it back. What it does stands in the row before it
/// calls, and the state is read before each call, so that a step that is repeated changes nothing more.
/// </summary>
internal sealed class RemediationWork
{
    /// <summary>So long what AWS does not answer is tried again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>So long what AWS carries out by itself is watched.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromDays(7);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>
    /// After a call without a clear answer: IAM shows what it did some seconds later, and what cannot be seen yet would be done twice.
    /// </summary>
    private static readonly TimeSpan SettlingPause = TimeSpan.FromMinutes(1);

    /// <summary>IAM shows what it was told after some seconds; after so many looks it has not done it.</summary>
    private const int MostLooks = 6;

    private static readonly FrozenDictionary<RemediationKind, IRemediationAction> Actions = All().ToFrozenDictionary(each => each.Kind);

    private readonly RemediationRows rows;
    private readonly ActionAccess access;
    private readonly ApprovedLists lists;
    private readonly RemediationOptions options;
    private readonly TimeProvider clock;

    public RemediationWork(
        RemediationRows rows, ActionAccess access, ApprovedLists lists, IOptions<RemediationOptions> options, TimeProvider clock) =>
        (this.rows, this.access, this.lists, this.options, this.clock) = (rows, access, lists, options.Value, clock);

    public static IReadOnlyList<IRemediationAction> All() =>
    [
        new DetachPolicy(), new DeleteInlinePolicy(), new DeactivateKey(), new RollBackPolicyVersion(), new DenySessions(),
        new RollBackClientScopes(), new SignUserOut(), new RemoveApplicationScope(), new RemoveApplicationGrant(),
        new RemoveApplicationAssignment(), new StartRunbook(), new HandOverGrants(),
    ];

    public static IRemediationAction Of(RemediationKind kind) => Actions[kind];

    /// <summary>One step; what could not be reached is tried again later.</summary>
    public async Task StepAsync(Remediation row, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        try
        {
            await (row.State switch
            {
                RemediationState.Requested => PlanAsync(row, now, cancellation),
                RemediationState.Waiting => WaitAsync(row, now, cancellation),
                RemediationState.Approved => CarryOutAsync(row, now, cancellation),
                RemediationState.UndoAsked => PutBackAsync(row, now, cancellation),
                _ => throw new InvalidOperationException($"Nothing is to be done in state {row.State}."),
            });
        }
        catch (AwsUnavailableException e)
        {
            await LaterAsync(row, e.Message, now, cancellation);
        }
        catch (AwsRejectedException e)
        {
            await EndAsync(row, Unclear(row, e.Message), now, cancellation);
        }
        catch (ActionAtWorkException e)
        {
            await LaterAsync(row, e.Message, now, cancellation, LongestWork);
        }
        catch (ActionImpossibleException e)
        {
            await EndAsync(row, e.Message, now, cancellation);
        }
    }

    /// <summary>Whether it still stands as it was left; the account is opened for it.</summary>
    public async Task<bool> IsStillSoAsync(Remediation row, CancellationToken cancellation)
    {
        using var account = access.Open(row);
        var before = (JsonObject)JsonNode.Parse(row.Before!)!;
        return await Of(row.Kind).IsStillSoAsync(CaseOf(row, row.PlannedAt!.Value, account), before, cancellation);
    }

    private async Task PlanAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation)
    {
        using var account = access.Open(row);
        var action = Of(row.Kind);
        // A second's grain: it may stand in what is written.
        var planned = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var live = await action.ReadAsync(CaseOf(row, planned, account), cancellation);
        if (live.IsAsWanted)
        {
            await EndAsync(row, live.Effects[0], now, cancellation);
            return;
        }
        var plan = new RemediationPlan(live.Calls, live.Effects, action.Nature.IsDisruptive, live.CanBeUndone ?? action.Nature.CanBeUndone);
        var digest = plan.Digest(row, live.Facts);
        var isAutomatic = row.RequestedBy is null;
        var (state, lapses) = isAutomatic
            ? (RemediationState.Approved, now)
            : (RemediationState.Waiting, now + options.ApprovalWindow);
        var next = isAutomatic ? now : now + options.ReminderAfter;
        await rows.WriteAsync(
            row.Id,
            new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {state}, plan = {plan.Write()}::jsonb,
                        before = {live.Facts.ToJsonString()}::jsonb, digest = {digest}, planned_at = {planned},
                        lapses_at = {lapses}, next_at = {next}, problem = NULL, attempts = 0,
                        decided_by = CASE WHEN {isAutomatic} THEN 'the settings' END,
                        decided_at = CASE WHEN {isAutomatic} THEN {now} END
                    WHERE id = {row.Id} AND state = {RemediationState.Requested} RETURNING id
                    """),
                AuditKinds.ScopeRemediationPlanned,
                "app",
                new Dictionary<string, object?>
                {
                    ["calls"] = live.Calls.Select(call => call.Operation).ToList(),
                    ["digest"] = digest,
                    ["state"] = state,
                }),
            now,
            cancellation);
    }

    private async Task WaitAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation)
    {
        var isOver = now >= row.LapsesAt;
        await rows.WriteAsync(
            row.Id,
            isOver
                ? new RemediationStep(
                    Statements.Of($"""
                        UPDATE scope_remediations SET state = {RemediationState.Lapsed}, next_at = NULL
                        WHERE id = {row.Id} AND state = {RemediationState.Waiting} RETURNING id
                        """),
                    AuditKinds.ScopeRemediationLapsed, "app", new Dictionary<string, object?> { ["digest"] = row.Digest })
                : new RemediationStep(
                    Statements.Of($"""
                        UPDATE scope_remediations SET reminded_at = {now}, next_at = lapses_at
                        WHERE id = {row.Id} AND state = {RemediationState.Waiting} RETURNING id
                        """),
                    null, "app", []),
            now,
            cancellation);
    }

    private async Task CarryOutAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation)
    {
        using var account = access.Open(row);
        var (action, one) = (Of(row.Kind), CaseOf(row, row.PlannedAt!.Value, account));
        var live = await action.ReadAsync(one, cancellation);
        if (live.IsAsWanted)
        {
            await DoneAsync(row, row.Attempts == 0 ? live.Effects[0] : null, now, cancellation);
            return;
        }
        var plan = RemediationPlan.Read(row.Plan!);
        // After an attempt some of the calls may have been made: then fewer are left.
        var isAsApproved = JsonNode.DeepEquals(JsonNode.Parse(row.Before!), live.Facts)
            || (row.Attempts > 0 && live.Calls.Count < plan.Calls.Count);
        if (!isAsApproved || !plan.Has(live.Calls))
        {
            const string Changed = "What the plan was made of has changed since: it has to be planned and approved anew.";
            await OutdatedAsync(row, Changed, now, cancellation);
            return;
        }
        if (row.Attempts == 0 && await IsApprovedSinceAsync(row, now, cancellation))
        {
            await OutdatedAsync(row, "The change was approved since.", now, cancellation);
            return;
        }
        if (row.Problem is null && row.Attempts >= MostLooks)
            throw new ActionImpossibleException($"It was tried {row.Attempts} times, and the state is still as it was.");
        if (!await AttemptAsync(row, now, cancellation))
            return;
        try
        {
            await action.ApplyAsync(one, live, cancellation);
        }
        catch (AwsRejectedException e) when (live.Calls.Count > 1)
        {
            await EndAsync(row, $"The first of its calls may have been made before this: {e.Message}.", now, cancellation);
            return;
        }
        if (!action.Nature.IsVisible || (await action.ReadAsync(one, cancellation)).IsAsWanted)
            await DoneAsync(row, null, clock.GetUtcNow(), cancellation);
    }

    private async Task PutBackAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation)
    {
        using var account = access.Open(row);
        var (action, one) = (Of(row.Kind), CaseOf(row, row.PlannedAt!.Value, account));
        var before = (JsonObject)JsonNode.Parse(row.Before!)!;
        var standing = await action.StandingAsync(one, before, cancellation);
        if (standing == UndoStanding.Undone)
        {
            await UndoneAsync(row, now, cancellation);
            return;
        }
        if (standing == UndoStanding.Changed)
            throw new ActionImpossibleException("Somebody has changed it since: putting the state before back would overwrite that.");
        if (row.Problem is null && row.Attempts >= MostLooks)
            throw new ActionImpossibleException($"It was tried {row.Attempts} times, and the state before is not there again.");
        if (!await AttemptAsync(row, now, cancellation))
            return;
        await action.UndoAsync(one, before, cancellation);
        if (await action.StandingAsync(one, before, cancellation) == UndoStanding.Undone)
            await UndoneAsync(row, clock.GetUtcNow(), cancellation);
    }

    /// <summary>Before AWS is called: whoever comes after a lost worker knows that it may have been.</summary>
    private Task<bool> AttemptAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation) => rows.WriteAsync(
        row.Id,
        new RemediationStep(
            Statements.Of($"""
                UPDATE scope_remediations SET attempted_at = {now}, attempts = attempts + 1,
                    next_at = {clock.GetUtcNow() + PauseAfter(row)},
                    problem = NULL
                WHERE id = {row.Id} AND state = {row.State} AND attempts = {row.Attempts} RETURNING id
                """),
            AuditKinds.ScopeRemediationAttempted,
            "app",
            new Dictionary<string, object?>
            {
                ["attempt"] = row.Attempts + 1,
                ["digest"] = row.Digest,
                ["session"] = row.Session,
                ["state"] = row.State,
            }),
        now,
        cancellation);

    private Task<bool> DoneAsync(Remediation row, string? problem, DateTimeOffset now, CancellationToken cancellation) => rows.WriteAsync(
        row.Id,
        new RemediationStep(
            Statements.Of($"""
                UPDATE scope_remediations SET state = {RemediationState.Done}, done_at = {now}, next_at = {now}, problem = {problem},
                    attempts = 0
                WHERE id = {row.Id} AND state = {RemediationState.Approved} RETURNING id
                """),
            AuditKinds.ScopeRemediationDone,
            "app",
            new Dictionary<string, object?> { ["digest"] = row.Digest, ["wasSoAlready"] = problem is not null }),
        now,
        cancellation);

    private Task<bool> OutdatedAsync(Remediation row, string why, DateTimeOffset now, CancellationToken cancellation) => rows.WriteAsync(
        row.Id,
        NotDone(row, RemediationState.Outdated, row.Attempts == 0 ? $"Nothing was done. {why}" : Unclear(row, why)),
        now,
        cancellation);

    /// <summary>Nobody takes back what was approved between the plan and now.</summary>
    private async Task<bool> IsApprovedSinceAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await rows.ChangeAsync(row.ChangeId, cancellation) is not { } found)
            return false;
        var (approved, problem) = await lists.TryReadAsync(now, cancellation);
        if (problem is not null)
            throw new ActionImpossibleException($"Nothing was done, since nobody can tell what is approved: {problem}.");
        var one = new FilledAction(row.Kind, ParametersOf(row));
        var left = FilledActions.Without(one, found.Change, approved);
        return approved.Judge(found.Change).Verdict == Verdict.Approved
            || left is null || left.Parameters.Any(each => each.Value.Count < one.Parameters[each.Key].Count);
    }

    private Task<bool> UndoneAsync(Remediation row, DateTimeOffset now, CancellationToken cancellation) => rows.WriteAsync(
        row.Id,
        new RemediationStep(
            Statements.Of($"""
                UPDATE scope_remediations SET state = {RemediationState.Undone}, next_at = NULL, problem = NULL
                WHERE id = {row.Id} AND state = {RemediationState.UndoAsked} RETURNING id
                """),
            AuditKinds.ScopeRemediationUndone, "app", new Dictionary<string, object?> { ["isUndone"] = true }),
        now,
        cancellation);

    /// <summary>AWS gave no clear answer: the same step again, until it has had a day.</summary>
    private async Task LaterAsync(
        Remediation row, string problem, DateTimeOffset now, CancellationToken cancellation, TimeSpan? atWork = null)
    {
        var since = row.State switch
        {
            RemediationState.Requested => row.RequestedAt,
            RemediationState.Approved => row.DecidedAt!.Value,
            _ => row.UndoAt!.Value,
        };
        if (now - since >= (atWork ?? Patience))
        {
            var why = atWork is null ? Unclear(row, problem) : $"{problem}. It is not looked at any more.";
            await EndAsync(row, why, now, cancellation);
            return;
        }
        // The longer it has not answered, the less it is asked.
        var shortest = row.State == RemediationState.Requested ? FirstPause : SettlingPause;
        var next = now + TimeSpan.FromTicks(Math.Clamp((now - since).Ticks / 4, shortest.Ticks, LongestPause.Ticks));
        await rows.WriteAsync(
            row.Id,
            new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET next_at = {next}, problem = {problem}
                    WHERE id = {row.Id} AND state = {row.State} RETURNING id
                    """),
                null, "app", []),
            now,
            cancellation);
    }

    /// <summary>What was tried before had no clear answer.</summary>
    private static string Unclear(Remediation row, string why) =>
        row.Attempts == 0 ? why : $"It was called before, and whether that had an effect is not known. {why}";

    private Task<bool> EndAsync(Remediation row, string problem, DateTimeOffset now, CancellationToken cancellation) => rows.WriteAsync(
        row.Id,
        row.State switch
        {
            RemediationState.Requested => NotDone(row, RemediationState.NotNeeded, problem),
            RemediationState.Approved => NotDone(row, RemediationState.Failed, problem),
            _ => new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {RemediationState.UndoFailed}, next_at = NULL, problem = {problem}
                    WHERE id = {row.Id} AND state = {RemediationState.UndoAsked} RETURNING id
                    """),
                AuditKinds.ScopeRemediationUndone,
                "app",
                new Dictionary<string, object?> { ["isUndone"] = false, ["problem"] = problem }),
        },
        now,
        cancellation);

    private static RemediationStep NotDone(Remediation row, RemediationState state, string problem) => new(
        Statements.Of($"""
            UPDATE scope_remediations SET state = {state}, next_at = NULL, problem = {problem}
            WHERE id = {row.Id} AND state = {row.State} RETURNING id
            """),
        AuditKinds.ScopeRemediationNotDone,
        "app",
        new Dictionary<string, object?> { ["problem"] = problem, ["state"] = state });

    private static TimeSpan PauseAfter(Remediation row) => GrowingPause.Of(row.Attempts + 1, FirstPause, LongestPause);

    private static ActionCase CaseOf(Remediation row, DateTimeOffset planned, OpenedAccount account) => new(
        row.Id,
        planned,
        ParametersOf(row),
        account.Clients)
    {
        DecidedBy = row.DecidedBy,
        Before = row.Before is { } before ? (JsonObject)JsonNode.Parse(before)! : null,
    };

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> ParametersOf(Remediation row) => JsonSerializer.Deserialize(
        row.Parameters, RemediationDocumentsJson.Default.IReadOnlyDictionaryStringIReadOnlyListString)!;
}
