using OAuthAttest.Evidence;
using Xunit;
using Xunit.Abstractions;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// The host is killed between the steps of a list's way: before and after calls of providers and of Slack, and after commits. Nothing is
/// taken that nobody decided about, nothing is closed that is there, and everything happens once.
/// </summary>
public sealed class RemovalKillTests(ITestOutputHelper output)
{
    private static readonly string[] Steps =
    [
        "commit campaigns Closed Released decided",
        "google deleteToken Accepted",
        "entra patchGrant Accepted",
        "entra deleteGrant Accepted",
        "google tokens Accepted Accepted",
        "commit revocation_worklist entra Absent",
        "Slack chat.postMessage Accepted removed",
        "Slack chat.postMessage Accepted to-do",
        "Slack chat.postMessage Accepted report:removed",
        "commit revocation_worklist entra Closed Requested",
        "entra postGrant Accepted",
    ];

    [Fact]
    public async Task Removal_HostKilledBetweenItsSteps_IsDecidedDoneOnceProvenAndTold()
    {
        var plan = new KillPlan(Steps);
        await using var scene = await RemovalKillScene.StartAsync(plan);

        await scene.AskAsync();
        await scene.ApproveAsync();
        await scene.WhenRemovedAsync();
        await scene.RemoveByHandAsync();
        await scene.RestoreAsync();
        await scene.WhenReportedAsync();

        output.WriteLine(
            $"{scene.Killer.Kills} kills at {scene.Killer.Steps.Count} steps:\n{string.Join('\n', scene.Killer.Steps)}");
        Assert.Empty(plan.Missed);
        Assert.Empty(scene.Broken);
        Assert.Empty(scene.Google.Unexpected);
        Assert.Empty(scene.Graph.Unexpected);
        Assert.Equal(RemovalKillScene.KeptApp, Assert.Single(scene.Google.Tokens).ClientId);
        Assert.Equal(
            [RemovalKillScene.Restored, RemovalKillScene.Left], scene.Graph.Grants.Select(grant => grant.Scope).Order());
        await AssertEvidenceAsync(scene);
        AssertMessages(scene);
    }

    private static async Task AssertEvidenceAsync(RemovalKillScene scene)
    {
        string[] done = [AuditKinds.RevocationAccepted, AuditKinds.RevocationAbsent, AuditKinds.RevocationClosed];
        foreach (var grant in (string[])["removed", "narrowed", "restored"])
        {
            var kinds = await scene.StepsAsync(grant);
            Assert.Equal(AuditKinds.RevocationOrdered, kinds[0]);
            Assert.Equal(done, kinds.Where(done.Contains));
        }
        Assert.Equal(
            [AuditKinds.RestoreRequested, AuditKinds.RestoreAccepted, AuditKinds.RestoreDone],
            (await scene.StepsAsync("restored")).Where(kind => kind.StartsWith("restore.", StringComparison.Ordinal)));
        Assert.Equal(
            [AuditKinds.RevocationByHand, AuditKinds.RevocationAbsent, AuditKinds.RevocationClosed], await scene.StepsAsync("by hand"));
        Assert.All(await scene.ItemsAsync(), item => Assert.Equal(RemovalKillScene.Lead, item.ApprovedBy));
    }

    /// <summary>Each message once; what is gone is told for each time that some was.</summary>
    private static void AssertMessages(RemovalKillScene scene)
    {
        var keys = scene.Slack.AllMessages.Select(message => message.Key!).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.Single(keys, key => key.EndsWith(":request", StringComparison.Ordinal));
        Assert.Single(keys, key => key.EndsWith(":report:held", StringComparison.Ordinal));
        Assert.Single(keys, key => key.EndsWith(":report:closed", StringComparison.Ordinal));
        Assert.Single(keys, key => key.EndsWith(":report:removed", StringComparison.Ordinal));
        Assert.Single(keys, key => key.Contains(":to-do:", StringComparison.Ordinal));
        Assert.Equal(2, keys.Count(key => key.Contains(":removed-", StringComparison.Ordinal)));
    }
}
