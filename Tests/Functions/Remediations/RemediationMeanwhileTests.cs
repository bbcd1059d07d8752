using System.Net;
using OAuthAttest.Local.Simulators;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>What somebody else changes meanwhile is not overwritten, and what nobody knows is not said.</summary>
public sealed class RemediationMeanwhileTests
{
    private const string Team = "arn:aws:iam::111122223333:policy/Team";
    private const string Ours = """{"a":1}""";
    private const string Theirs = """{"a":2}""";

    [Fact]
    public async Task Undo_OfWhatSomebodyHasWrittenAnew_OverwritesNothing()
    {
        await using var world = await StartAsync();
        await world.PlanAsync("DeleteInlinePolicy");
        await world.ApproveAsync();
        world.Account.AddInline("role", "Reader", "inline", Theirs);

        await world.PressAsync("bob", SlackActions.UndoRemediation);

        Assert.Equal(RemediationState.UndoFailed, (await world.LastAsync()).State);
        Assert.Equal(Theirs, world.Account.Inline("role", "Reader", "inline"));
        Assert.Contains("would overwrite that", world.LastTold, StringComparison.Ordinal);
        Assert.Equal(["iam:DeleteRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Call_ThatWasUnclear_IsNotMadeAgainOnWhatSomebodyHasWrittenAnew()
    {
        await using var world = await StartAsync();
        await world.PlanAsync("DeleteInlinePolicy");
        world.Aws.Faults.Next("iam:DeleteRolePolicy", HttpFault.ServerError);
        await world.ApproveAsync();
        world.Account.AddInline("role", "Reader", "inline", Theirs);

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(RemediationState.Outdated, (await world.LastAsync()).State);
        Assert.Equal(Theirs, world.Account.Inline("role", "Reader", "inline"));
        Assert.Empty(world.Changed);
    }

    [Fact]
    public async Task Refusal_AfterAnUnclearCall_DoesNotSayThatNothingWasDone()
    {
        await using var world = await StartAsync();
        await world.PlanAsync("DeleteInlinePolicy");
        world.Aws.Faults.Next("iam:DeleteRolePolicy", HttpFault.ServerErrorAfterAccepting);
        world.Aws.Refusals.Next("iam:GetRolePolicy", "", "AccessDenied");
        await world.ApproveAsync();

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(RemediationState.Failed, (await world.LastAsync()).State);
        Assert.Contains("whether that had an effect is not known", world.LastTold, StringComparison.Ordinal);
        Assert.Null(world.Account.Inline("role", "Reader", "inline"));
    }

    [Fact]
    public async Task Undo_PressedAgain_SaysWhoDid()
    {
        await using var world = await StartAsync();
        await world.PlanAsync("DeleteInlinePolicy");
        await world.ApproveAsync();
        await world.PressAsync("bob", SlackActions.UndoRemediation);

        await world.PressAsync("ann", SlackActions.UndoRemediation);

        Assert.Contains("decided before, by bob@example.com", world.LastAnswer, StringComparison.Ordinal);
        Assert.Equal(Ours, world.Account.Inline("role", "Reader", "inline"));
        Assert.Equal(["iam:DeleteRolePolicy", "iam:PutRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Change_ThatIsApprovedAfterThePlan_IsNotTakenBack_NorPlannedAgain()
    {
        var list = Path.Combine(Path.GetTempPath(), $"oauthattest-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(list, """{"version":"1","entries":[]}""");
        try
        {
            await using var world = await RemediationWorld.StartAsync(
                settings: new Dictionary<string, string?> { ["ScopeAudit:ApprovedFile"] = list });
            await world.PlanAsync();
            await File.WriteAllTextAsync(list, """
                {"version":"2","entries":[{"id":"a","principal":"*","access":"*","account":"*","owner":"IT","reason":"moved",
                "reviewer":"ann@example.com","expires":"2099-12-31"}]}
                """);

            var outdated = await world.ApproveAsync();
            await world.PlanAsync();

            Assert.Equal(RemediationState.Outdated, outdated.State);
            Assert.Equal("Nothing was done. The change was approved since.", outdated.Problem);
            Assert.Empty(world.Changed);
            Assert.Contains(
                world.Audits.Told.SelectMany(message => message.Ephemerals),
                answer => answer.Contains("it is approved by now", StringComparison.Ordinal));
            Assert.Single(await world.Flow.ReadAsync(db => db.ScopeRemediations));
        }
        finally
        {
            File.Delete(list);
        }
    }

    [Fact]
    public async Task Undo_WhileTheSameIsPlannedAnew_WaitsForThat()
    {
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.ApproveAsync();
        var undo = world.Audits.Told.SelectMany(message => message.Buttons()).Last(each => each.ActionId == SlackActions.UndoRemediation);
        world.Account.AddEntity("role", "Reader", RemediationWorld.Policy);
        await world.PlanAsync();

        await world.PressAsync("bob", undo);

        Assert.Contains("planned anew", world.LastAnswer, StringComparison.Ordinal);
        Assert.Equal(["iam:DetachRolePolicy"], world.Changed);
    }

    [Fact]
    public async Task Refusal_BetweenTwoCalls_SaysThatTheFirstMayHaveBeenMade_AndCanBeUndone()
    {
        await using var world = await VersionAsync();
        await world.PlanAsync("RollBackPolicyVersion");
        world.Aws.Refusals.Next("iam:DeletePolicyVersion", "AccessDenied");

        var failed = await world.ApproveAsync();
        Assert.Equal(RemediationState.Failed, failed.State);
        Assert.Contains("first of its calls may have been made", world.LastTold, StringComparison.Ordinal);
        await world.PressAsync("bob", SlackActions.UndoRemediation);

        Assert.Equal(RemediationState.Undone, (await world.LastAsync()).State);
        Assert.Equal("""{"v":2}""", world.Account.InForce(Team).Text);
    }

    [Fact]
    public async Task PolicyVersion_ThatIsNotInForceAnyMoreAtTheSecondLook_IsNotClean()
    {
        await using var world = await VersionAsync();
        await world.PlanAsync("RollBackPolicyVersion");
        await world.ApproveAsync();
        world.Account.AddVersion(Team, """{"v":"another"}""");

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(RemediationState.NotClean, (await world.LastAsync()).State);
    }

    [Fact]
    public async Task Undo_OfScopesThatSomebodyHasSetAnew_OverwritesNothing()
    {
        const string Pool = "eu-west-1_Pool";
        await using var world = await RemediationWorld.StartEmptyAsync();
        world.Account.AddClient(Pool, "c1", """{"AllowedOAuthScopes":["openid","admin/all"],"AllowedOAuthFlows":["code"]}""");
        world.Audits.Log("cognito-idp.amazonaws.com", "UpdateUserPoolClient",
            """{"userPoolId":"eu-west-1_Pool","clientId":"c1","allowedOAuthScopes":["admin/all"]}""", "eu-west-1");
        await world.Audits.TickAsync();
        await world.PlanAsync("RollBackClientScopes");
        await world.ApproveAsync();
        world.Account.AddClient(Pool, "c1", """{"AllowedOAuthScopes":["email"],"AllowedOAuthFlows":["code"]}""");

        await world.PressAsync("bob", SlackActions.UndoRemediation);

        Assert.Equal(RemediationState.UndoFailed, (await world.LastAsync()).State);
        Assert.Contains("email", world.Account.Client(Pool, "c1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Automatic_ForMoreAtOnceThanIsSet_WaitsForAPersonEach()
    {
        await using var world = await RemediationWorld.StartEmptyAsync(settings: new Dictionary<string, string?>
        {
            ["Remediation:Automatic"] = "DetachPolicy",
            ["Remediation:MostAutomatic"] = "1",
        });
        world.Account.AddEntity("role", "Reader", "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B");
        world.Audits.Attach(TimeSpan.FromHours(1), "A");
        world.Audits.Attach(TimeSpan.FromHours(1), "B");

        await world.Audits.TickAsync();
        await world.Audits.TickAsync();

        var rows = await world.Flow.ReadAsync(db => db.ScopeRemediations);
        Assert.Equal([RemediationState.Waiting, RemediationState.Waiting], rows.Select(row => row.State));
        Assert.Empty(world.Changed);
    }

    [Fact]
    public async Task Http_SameKeyForBothPersons_IsRefused_AndSlackMayApprove()
    {
        await using var world = await RemediationWorld.StartAsync();
        using var asked = await world.Flow.PostAsync(
            "scope-remediations", """{"change":"1","kind":"DetachPolicy","requestedBy":"carl@example.com"}""");
        await world.Flow.Host.WhenIdleAsync();
        var digest = (await world.Flow.GetJsonAsync("scope-remediations/1")).GetProperty("digest").GetString();

        using var same = await world.Flow.PostAsync(
            "scope-remediations/1", $$"""{"act":"approve","digest":"{{digest}}","decidedBy":"ann@example.com"}""");
        using var wrong = await world.Flow.PostAsync(
            "scope-remediations/1", """{"act":"decline","digest":"00","decidedBy":"ann@example.com"}""");
        await world.ApproveAsync();
        using var undone = await world.Flow.PostAsync(
            "scope-remediations/1", $$"""{"act":"undo","digest":"{{digest}}","decidedBy":"bob@example.com"}""");
        await world.Flow.Host.WhenIdleAsync();

        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.OK],
            new[] { asked, same, wrong, undone }.Select(answer => answer.StatusCode));
        Assert.Equal(["iam:DetachRolePolicy", "iam:AttachRolePolicy"], world.Changed);
    }

    [Theory]
    [InlineData("scope-remediations", """{"change":"1","kind":"Nonsense","requestedBy":"a@example.com"}""", HttpStatusCode.BadRequest)]
    [InlineData("scope-remediations", """{"change":"99","kind":"DetachPolicy","requestedBy":"a@example.com"}""", HttpStatusCode.NotFound)]
    [InlineData("scope-remediations", """{"change":"1","kind":"SignUserOut","requestedBy":"a@example.com"}""", HttpStatusCode.Conflict)]
    [InlineData("scope-remediations", """{"change":"x","kind":"DetachPolicy","requestedBy":"a@example.com"}""", HttpStatusCode.BadRequest)]
    [InlineData("scope-remediations/9", """{"act":"approve","digest":"0","decidedBy":"a@example.com"}""", HttpStatusCode.NotFound)]
    [InlineData("scope-remediations/x", """{"act":"approve","digest":"0","decidedBy":"a@example.com"}""", HttpStatusCode.NotFound)]
    [InlineData("scope-remediations/9", """{"act":"burn","digest":"0","decidedBy":"a@example.com"}""", HttpStatusCode.BadRequest)]
    public async Task Http_WhatCannotBe_IsRefused(string path, string body, HttpStatusCode expected)
    {
        await using var world = await RemediationWorld.StartAsync();

        using var answer = await world.Flow.PostAsync(path, body);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(await world.Flow.ReadAsync(db => db.ScopeRemediations));
    }

    /// <summary>A policy got a version, and the channel was told.</summary>
    private static async Task<RemediationWorld> VersionAsync()
    {
        var world = await RemediationWorld.StartEmptyAsync();
        world.Account.AddVersion(Team, """{"v":1}""");
        world.Account.AddVersion(Team, """{"v":2}""");
        world.Audits.Log(
            "iam.amazonaws.com", "CreatePolicyVersion", $$"""{"policyArn":"{{Team}}","policyDocument":"{}","setAsDefault":true}""",
            more: ",\"responseElements\":{\"policyVersion\":{\"versionId\":\"v2\"}}");
        await world.Audits.TickAsync();
        return world;
    }

    /// <summary>A role got an inline policy, and the channel was told.</summary>
    private static async Task<RemediationWorld> StartAsync()
    {
        var world = await RemediationWorld.StartEmptyAsync();
        world.Account.AddEntity("role", "Reader");
        world.Account.AddInline("role", "Reader", "inline", Ours);
        world.Audits.Log("iam.amazonaws.com", "PutRolePolicy", """{"roleName":"Reader","policyName":"inline","policyDocument":"{}"}""");
        await world.Audits.TickAsync();
        return world;
    }
}
