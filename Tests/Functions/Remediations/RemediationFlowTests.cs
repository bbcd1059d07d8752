using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>From a deviation's button to "clean": dry run, second person, the call, the confirmation; and back.</summary>
public sealed class RemediationFlowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Plan_Approved_IsCarriedOut_AndConfirmedOnceTheRecordsAreThere()
    {
        await using var world = await RemediationWorld.StartAsync();

        var planned = await world.PlanAsync();
        Assert.Equal(RemediationState.Waiting, planned.State);
        Assert.Empty(world.Changed);
        Assert.True(world.Account.IsAttached("role", "Reader", RemediationWorld.Policy));
        var plan = world.LastTold;
        Assert.Contains("iam:DetachRolePolicy", plan, StringComparison.Ordinal);
        Assert.Contains("DISRUPTIVE", plan, StringComparison.Ordinal);
        Assert.Contains("Other managed policies that stay attached: 1.", plan, StringComparison.Ordinal);
        Assert.Contains("carl@example.com", plan, StringComparison.Ordinal);

        var done = await world.ApproveAsync();
        Assert.Equal((RemediationState.Done, "ann@example.com"), (done.State, done.DecidedBy));
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
        Assert.False(world.Account.IsAttached("role", "Reader", RemediationWorld.Policy));
        Assert.Contains("approved by ann@example.com", world.LastTold, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Audits.Told, message =>
            message.Buttons().Any(button => button.ActionId == SlackActions.ApproveRemediation));

        for (var i = 0; i < 3; i++)
        {
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
            await world.Audits.TickAsync();
        }

        Assert.Equal(RemediationState.Clean, (await world.LastAsync()).State);
        Assert.Contains("Clean: Detach the policy", world.LastTold, StringComparison.Ordinal);
        // Our own call stands in CloudTrail too, and was approved.
        Assert.All((await world.Audits.RunsAsync()).Skip(1), run => Assert.Equal(0, run.NewDeviations));
        Assert.Contains(await world.Flow.ReadAsync(db => db.ScopeChanges), change =>
            change.EventName == "DetachRolePolicy" && change.Verdict == Verdict.Approved
            && change.Rule.Contains("remediation-1", StringComparison.Ordinal));
        Assert.Equal(
            [
                AuditKinds.ScopeRemediationRequested, AuditKinds.ScopeRemediationPlanned, AuditKinds.ScopeRemediationApproved,
                AuditKinds.ScopeRemediationAttempted, AuditKinds.ScopeRemediationDone, AuditKinds.ScopeRemediationConfirmed,
            ],
            await world.KindsAsync());
    }

    [Theory]
    [InlineData("carl", "Only the approvers")]
    [InlineData("nadia", "names you as who made the change")]
    public async Task Approval_BySomebodyWhoMayNot_ChangesNothing_AndIsEvidence(string name, string told)
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();

        await world.ApproveAsync(name);

        Assert.Contains(told, world.LastAnswer, StringComparison.Ordinal);
        Assert.Equal(RemediationState.Waiting, (await world.LastAsync()).State);
        Assert.Empty(world.Changed);
        Assert.Equal(AuditKinds.ScopeRemediationRefused, (await world.KindsAsync())[^1]);
    }

    [Fact]
    public async Task Approval_ByWhoeverAskedForIt_NeedsAnotherPerson()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync(by: "ann");

        await world.ApproveAsync("ann");
        Assert.Contains("You asked for it yourself", world.LastAnswer, StringComparison.Ordinal);
        Assert.Empty(world.Changed);

        await world.ApproveAsync("bob");
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Approval_DeliveredTwice_AndOnceMoreByAnother_ActsOnce()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        var button = world.Audits.Told[^1].Buttons().Single(each => each.ActionId == SlackActions.ApproveRemediation);

        await world.PressAsync("ann", button, new InteractionOptions { Deliveries = 3 });
        await world.PressAsync("bob", button);

        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
        Assert.Contains("decided before, by ann@example.com", world.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WithoutADecision_CallsTheApprovers_ThenLapses_AndALateClickCountsNothing()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        // Ann and Bob are in the directory from their clicks.
        await world.ApproveAsync("nadia");
        var button = world.Audits.Told.SelectMany(message => message.Buttons()).Last(
            each => each.ActionId == SlackActions.ApproveRemediation);

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Contains("still waits for a decision", world.LastTold, StringComparison.Ordinal);
        Assert.Contains("U0NADIA", world.Audits.Told[^1].Text, StringComparison.Ordinal);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.Equal(RemediationState.Lapsed, (await world.LastAsync()).State);
        Assert.Contains("Nobody decided in time", world.LastTold, StringComparison.Ordinal);
        Assert.DoesNotContain(
            world.Audits.Told.SelectMany(message => message.Buttons()), each => each.ActionId == SlackActions.ApproveRemediation);

        await world.PressAsync("ann", button);
        Assert.Contains("time for this is over", world.LastAnswer, StringComparison.Ordinal);
        Assert.Empty(world.Changed);
        // It can be asked for again.
        Assert.Equal(RemediationState.Waiting, (await world.PlanAsync()).State);
    }

    [Fact]
    public async Task Plan_Declined_DoesNothing()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();

        await world.PressAsync("ann", SlackActions.DeclineRemediation);

        Assert.Equal(RemediationState.Declined, (await world.LastAsync()).State);
        Assert.Contains("declined by ann@example.com", world.LastTold, StringComparison.Ordinal);
        Assert.Empty(world.Changed);
    }

    [Fact]
    public async Task Plan_TwiceAsked_IsOne()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.PlanAsync(by: "bob");

        Assert.Single(await world.Flow.ReadAsync(db => db.ScopeRemediations));
        Assert.Contains("under way already", world.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_ThatChangedSinceThePlan_IsNotTouched()
    {
        await using var world = await RemediationWorld.StartEmptyAsync();
        world.Account.AddEntity("role", "Reader");
        world.Account.AddInline("role", "Reader", "inline", """{"a":1}""");
        world.Audits.Log("iam.amazonaws.com", "PutRolePolicy", """{"roleName":"Reader","policyName":"inline","policyDocument":"{}"}""");
        await world.Audits.TickAsync();
        await world.PlanAsync("DeleteInlinePolicy");
        world.Account.AddInline("role", "Reader", "inline", """{"a":2}""");

        var after = await world.ApproveAsync();

        Assert.Equal(RemediationState.Outdated, after.State);
        Assert.Empty(world.Changed);
        Assert.Contains("has changed since", world.LastTold, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_ThatIsSoAlready_NeedsNoPlan()
    {
        await using var world = await RemediationWorld.StartAsync();
        world.Account.AddEntity("role", "Reader");

        var planned = await world.PlanAsync();

        Assert.Equal(RemediationState.NotNeeded, planned.State);
        Assert.Contains("not attached any more", world.LastTold, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_WithinItsTime_PutsTheStateBack()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();

        await world.PressAsync("nadia", SlackActions.UndoRemediation);
        Assert.Contains("names you as who made the change", world.LastAnswer, StringComparison.Ordinal);
        await world.PressAsync("bob", SlackActions.UndoRemediation);

        Assert.Equal(["iam:DetachRolePolicy", "iam:AttachRolePolicy"], world.Changed);
        Assert.True(world.Account.IsAttached("role", "Reader", RemediationWorld.Policy));
        var undone = await world.LastAsync();
        Assert.Equal((RemediationState.Undone, "bob@example.com"), (undone.State, undone.UndoBy));
        Assert.Contains("was undone, as bob@example.com wanted", world.LastTold, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_AfterItsTime_ChangesNothing()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(8));

        await world.PressAsync("bob", SlackActions.UndoRemediation);

        Assert.Contains("time for this is over", world.LastAnswer, StringComparison.Ordinal);
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Deviation_ThatIsMadeAgain_IsNotClean()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(Minute);
        world.Account.AddEntity("role", "Reader", RemediationWorld.Policy);

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(RemediationState.NotClean, (await world.LastAsync()).State);
        Assert.Contains("it is back as it was", world.LastTold, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deviation_ThatIsInTheRecordsAgain_IsNotClean_EvenIfTheStateIsAsItWasToBecome()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(Minute);
        world.Audits.Attach(TimeSpan.Zero);
        // Before it is looked at, the audit has found it.
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(18));
        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        var row = await world.LastAsync();
        Assert.Equal((RemediationState.NotClean, "The same was changed again since (change 2)."), (row.State, row.Problem));
    }

    [Fact]
    public async Task Confirmation_WithoutACompleteAudit_IsInconclusive_AndCleanOnlyOnceThereIsOne()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(RemediationState.Inconclusive, (await world.LastAsync()).State);
        Assert.Contains("No audit that reaches beyond it was complete", world.LastTold, StringComparison.Ordinal);

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Equal(RemediationState.Clean, (await world.LastAsync()).State);
    }

    [Fact]
    public async Task Call_ThatAwsRefuses_IsToldAndNotRepeated()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        world.Aws.Refusals.Next("iam:DetachRolePolicy", "UnmodifiableEntity");

        var failed = await world.ApproveAsync();

        Assert.Equal(RemediationState.Failed, failed.State);
        Assert.Contains("UnmodifiableEntity", world.LastTold, StringComparison.Ordinal);
        Assert.Empty(world.Changed);
        Assert.Equal(1, world.Aws.Calls["iam:DetachRolePolicy"]);
    }

    [Fact]
    public async Task State_ThatIamShowsLate_IsLookedAtAgain_AndTheCallIsNotRepeatedOnceItShows()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        world.Account.StaleReads = 1;

        var row = await world.ApproveAsync();
        Assert.Equal(RemediationState.Approved, row.State);
        await world.Flow.Time.AdvanceAsync(Minute);

        Assert.Equal(RemediationState.Done, (await world.LastAsync()).State);
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Automatic_OfTheSettings_IsCarriedOutWithoutAClick_AndStaysUndone()
    {
        await using var world = await RemediationWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["Remediation:Automatic"] = "DetachPolicy" });
        await world.Audits.TickAsync();

        var row = await world.LastAsync();
        Assert.Equal((RemediationState.Done, "the settings", null), (row.State, row.DecidedBy, row.RequestedBy));
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);

        await world.PressAsync("bob", SlackActions.UndoRemediation);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audits.TickAsync();
        Assert.Equal(["iam:DetachRolePolicy", "iam:AttachRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Automatic_OfAnotherKind_DoesNothing()
    {
        await using var world = await RemediationWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["Remediation:Automatic"] = "DeactivateKey" });
        await world.Audits.TickAsync();

        Assert.Empty(await world.Flow.ReadAsync(db => db.ScopeRemediations));
        Assert.Empty(world.Changed);
    }

    [Fact]
    public async Task Orchestration_ThatIsLost_IsStartedByTheNextTick()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.Flow.Host.Client.TerminateInstanceAsync("scope-remediation-1");
        await world.Flow.Host.WhenIdleAsync();
        await world.Flow.ExecuteAsync("UPDATE scope_remediations SET state = 'Approved', decided_by = 'ann@example.com', "
            + "decided_at = requested_at, next_at = requested_at");

        await world.Audits.TickAsync();

        Assert.Equal(RemediationState.Done, (await world.LastAsync()).State);
    }

    [Fact]
    public async Task Slack_ThatIsDown_DoesNotKeepAnApprovedPlanFromBeingCarriedOut()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        // Slack has said who Ann is.
        await world.PlanAsync(by: "ann");
        world.Flow.Slack.Faults.AtRandom(seed: 1, shareOfCalls: 1, SlackFault.ServerError);

        await world.ApproveAsync();
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
        world.Flow.Slack.Faults.Stop();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Contains("approved by ann@example.com", world.LastTold, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WhoseMessageWasDeleted_IsToldInTheChannel()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        world.Flow.Slack.Remove(world.Audits.Told[^1]);

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(25));

        Assert.Equal(RemediationState.Lapsed, (await world.LastAsync()).State);
        Assert.Contains("Nobody decided in time", world.LastTold, StringComparison.Ordinal);
        Assert.Null(world.Audits.Told[^1].Thread);
    }

    [Fact]
    public async Task Details_WithoutARoleToActWith_HaveNoButton()
    {
        await using var world = await RemediationWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["ScopeAudit:Accounts:0:ActRoleArn"] = null });

        Assert.DoesNotContain(
            world.Audits.Told.SelectMany(message => message.Buttons()),
            button => button.ActionId.StartsWith(SlackActions.PlanRemediation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ThatWasRefusedByAws_OffersNothing()
    {
        await using var world = await RemediationWorld.StartEmptyAsync();
        world.Audits.Log(
            "iam.amazonaws.com", "AttachRolePolicy", """{"roleName":"Reader","policyArn":"arn:aws:iam::aws:policy/A"}""",
            more: ""","errorCode":"AccessDenied" """);
        await world.Audits.TickAsync();

        Assert.Equal(AuditOutcome.Deviations, (await world.Audits.RunsAsync())[^1].Outcome);
        Assert.Equal("[]", Assert.Single(await world.Flow.ReadAsync(db => db.ScopeChanges)).Actions);
    }
}
