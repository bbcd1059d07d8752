using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>
/// Every HTTP call that an item makes to its provider, from the first read to the last, goes wrong in every way: one item for each pair.
/// </summary>
public sealed class ProviderCallFaultsTests
{
    public static TheoryData<string> Providers() => [.. ProviderSide.All];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Item_WhoseNthCallGoesWrong_IsClosedAndGoneInTheEnd_OrAPersonsFirst(string provider)
    {
        await using var scene = await CallScene.StartAsync(provider);
        var undisturbed = Assert.Single(await scene.BeginAsync("before", 1));
        await scene.PassAsync(TimeSpan.FromHours(12));
        var calls = scene.Calls.CountOf(undisturbed.Id);
        Assert.Equal(RevocationState.Closed, Assert.Single(await scene.ItemsAsync()).State);
        // Read, revoke, read after the lag, read when the tokens have expired: that is four at the least.
        Assert.InRange(calls, 4, 40);

        var faults = Enum.GetValues<CallFault>();
        var grants = await scene.BeginAsync("faults", calls * faults.Length);
        for (var i = 0; i < grants.Count; i++)
            scene.Calls.Choose(grants[i].Id, 1 + (i / faults.Length), faults[i % faults.Length]);
        await scene.PassAsync(TimeSpan.FromDays(3));

        // Only a refusal needs a person; whatever passes is made up for.
        var failed = (await scene.ItemsAsync()).FindAll(item => item.State == RevocationState.Failed);
        foreach (var item in failed)
        {
            var at = grants.ToList().IndexOf(scene.Grants[item.GrantId]);
            Assert.Equal(CallFault.Refused, faults[at % faults.Length]);
            await scene.DecideAsync(item.GrantId, ItemAct.Again);
        }
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.NotEmpty(failed);
        Assert.All(await scene.ItemsAsync(), item =>
            Assert.True(item.State == RevocationState.Closed, $"{Describe(item)}: {item.State}, {item.Problem}"));
        Assert.DoesNotContain(grants, scene.Has);
        Assert.True(scene.Has(scene.Bystander));

        string Describe(WorklistItem item)
        {
            var at = grants.ToList().IndexOf(scene.Grants[item.GrantId]);
            return $"call {1 + (at / faults.Length)}, {faults[at % faults.Length]}";
        }
    }
}
