using OAuthAttest.Local.Simulators;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>
/// Every call of AWS that a remediation makes, its undo among them, goes wrong once in every way: the state it ends in is the same, and
/// nothing is called to change something that was not approved.
/// </summary>
public sealed class RemediationFaultTests
{
    internal static readonly HttpFault[] Ways =
    [
        HttpFault.Throttled, HttpFault.ServerError, HttpFault.HtmlPage, HttpFault.HtmlPageAfterAccepting,
        HttpFault.ServerErrorAfterAccepting, HttpFault.BrokenBeforeAccepting, HttpFault.BrokenAfterAccepting,
    ];

    private static readonly string[] Methods =
        ["assumeRole:111122223333", "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy", "iam:AttachRolePolicy"];

    public static TheoryData<string> Calls => [.. Methods];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ThatGoesWrongOnceInAnyWay_LeadsToTheSameEnd(string method)
    {
        // What was undone can be done again: one world has all ways in turn.
        await using var world = await RemediationWorld.StartAsync();
        foreach (var way in Ways)
        {
            var before = world.Changed.Count;
            world.Aws.Faults.Next(method, way);
            await world.PlanAsync();
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
            if (!method.StartsWith("iam:Attach", StringComparison.Ordinal))
                world.Aws.Faults.Next(method, way);
            await world.ApproveAsync();
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
            var done = await world.LastAsync();
            Assert.True(done.State == RemediationState.Done, $"{method} {way}: {done.State}, {done.Problem}");
            Assert.False(world.Account.IsAttached("role", "Reader", RemediationWorld.Policy));

            await world.PressAsync("bob", SlackActions.UndoRemediation);
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
            var undone = await world.LastAsync();
            Assert.True(undone.State == RemediationState.Undone, $"{method} {way}: {undone.State}, {undone.Problem}");
            Assert.True(world.Account.IsAttached("role", "Reader", RemediationWorld.Policy));
            // A call whose answer was lost is not made again: the state was read.
            Assert.Equal(["iam:DetachRolePolicy", "iam:AttachRolePolicy"], world.Changed.Skip(before));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ThatGoesWrongForGood_EndsAndIsTold(string method)
    {
        await using var world = await RemediationWorld.StartAsync();
        if (method is "iam:DetachRolePolicy" or "iam:AttachRolePolicy")
            await world.PlanAsync();
        if (method == "iam:AttachRolePolicy")
            await world.ApproveAsync();
        world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.ServerError, 3000)]);

        var (state, changed) = method switch
        {
            "iam:DetachRolePolicy" => (RemediationState.Failed, 0),
            "iam:AttachRolePolicy" => (RemediationState.UndoFailed, 1),
            _ => (RemediationState.NotNeeded, 0),
        };
        switch (method)
        {
            case "iam:DetachRolePolicy":
                await world.ApproveAsync();
                break;
            case "iam:AttachRolePolicy":
                await world.PressAsync("bob", SlackActions.UndoRemediation);
                break;
            default:
                await world.PlanAsync();
                break;
        }
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(25));

        var row = await world.LastAsync();
        Assert.True(row.State == state, $"{row.State}: {row.Problem}");
        Assert.Equal(changed, world.Changed.Count);
        Assert.Contains(
            method.StartsWith("assume", StringComparison.Ordinal) ? "STS: no clear answer" : "HTTP 500", world.LastTold,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iam:ListAttachedRolePolicies")]
    [InlineData("iam:DetachRolePolicy")]
    public async Task Permission_ThatTheRoleLacks_IsTold(string method)
    {
        await using var world = await RemediationWorld.StartAsync();
        world.Aws.Refusals.Next(method, "AccessDenied");
        var row = await world.PlanAsync();
        if (method == "iam:DetachRolePolicy")
            row = await world.ApproveAsync();

        Assert.True(row.State is RemediationState.NotNeeded or RemediationState.Failed, row.State.ToString());
        Assert.Contains("AccessDenied", world.LastTold, StringComparison.Ordinal);
        Assert.Empty(world.Changed);
    }
}
