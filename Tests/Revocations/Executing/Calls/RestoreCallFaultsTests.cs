using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>Every HTTP call by which an item is put back, and read, goes wrong in every way: one item for each pair.</summary>
public sealed class RestoreCallFaultsTests
{
    [Theory]
    [InlineData("entra")]
    [InlineData("entra, narrowed")]
    public async Task Restore_WhoseNthCallGoesWrong_IsDoneOnceInTheEnd_OrAfterAPersonAskedAgain(string provider)
    {
        await using var scene = await CallScene.StartAsync(provider);
        var undisturbed = Assert.Single(await scene.BeginAsync("before", 1));
        await scene.PassAsync(TimeSpan.FromHours(12));
        var before = scene.Calls.CountOf(undisturbed.Id);
        await scene.DecideAsync(scene.Grants.Keys.Single(), ItemAct.Restore);
        await scene.PassAsync(TimeSpan.FromHours(2));
        var calls = scene.Calls.CountOf(undisturbed.Id) - before;
        Assert.Equal(RevocationState.Restored, Assert.Single(await scene.ItemsAsync()).State);
        // Given back, and read.
        Assert.InRange(calls, 2, 20);

        var faults = Enum.GetValues<CallFault>();
        var grants = await scene.BeginAsync("faults", calls * faults.Length);
        await scene.PassAsync(TimeSpan.FromHours(12));
        Assert.All(await scene.ItemsAsync(), item => Assert.Equal(RevocationState.Closed, item.State));
        for (var i = 0; i < grants.Count; i++)
            scene.Calls.Choose(grants[i].Id, scene.Calls.CountOf(grants[i].Id) + 1 + (i / faults.Length), faults[i % faults.Length]);
        foreach (var grant in scene.Grants.Keys)
            await scene.DecideAsync(grant, ItemAct.Restore);
        await scene.PassAsync(TimeSpan.FromDays(3));

        // Only a refusal needs a person; whatever passes is made up for.
        var failed = (await scene.ItemsAsync()).FindAll(item => item.RestoreState == RestoreState.Failed);
        Assert.NotEmpty(failed);
        foreach (var item in failed)
        {
            Assert.Equal(CallFault.Refused, faults[grants.ToList().IndexOf(scene.Grants[item.GrantId]) % faults.Length]);
            await scene.DecideAsync(item.GrantId, ItemAct.Restore);
        }
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.All(await scene.ItemsAsync(), item =>
            Assert.True(item.State == RevocationState.Restored, $"{scene.Grants[item.GrantId].Id}: {item.State}, {item.Problem}"));
        Assert.All(grants, grant => Assert.Equal(1, scene.CountOf(grant)));
    }
}
