using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators.Identity.Graph;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>A partial list is never taken for whole: each page of each list goes wrong in turn.</summary>
public sealed class PartialListTests
{
    private const string Log = "signIns";

    private static readonly (string List, int Pages)[] Lists =
    [
        ("users", 3), ("servicePrincipals", 3), ("oauth2PermissionGrants", 4), ("appRoleAssignedTo", 3),
    ];

    public static TheoryData<string, int> Pages()
    {
        var all = new TheoryData<string, int>();
        foreach (var (list, pages) in Lists)
        {
            for (var page = 1; page <= pages; page++)
                all.Add(list, page);
        }
        all.Add(Log, 1);
        all.Add(Log, 2);
        return all;
    }

    /// <summary>A page goes wrong in each way, one after the other, in one tenant: nothing of it may be seen in the next.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Sync_PageThatGoesWrong_ChangesNothingAndMarksTheSource(string list, int page)
    {
        // A body that ends in its middle may be an outage: the run tries again, which it need not do here.
        await using var world = await SyncWorld.StartAsync(settings: new() { ["Sync:MaxFaults"] = "1" });
        world.Fill();
        Assert.Equal(RunState.Succeeded, (await world.SyncAsync()).State);
        world.Graph.RemoveGrants(grant => grant.Id == SyncWorld.GrantId(4));
        world.Graph.Add(new SimulatedPermissionGrant("new", SyncWorld.AppObject(1), SyncWorld.UserId(6), "User.Read"));
        var before = await world.PictureAsync();
        await InTurn.AllAsync(FaultsOf(list, page), async fault =>
        {
            world.Graph.PageFaults.Set(list, page, fault);

            var run = await world.SyncAsync();

            Assert.Equal(RunState.Failed, run.State);
            Assert.False(string.IsNullOrEmpty(run.Error));
            Assert.Equal(before, await world.PictureAsync());
            var source = await world.SourceAsync();
            Assert.True(source.LastFailedAt > source.LastSucceededAt, "the source is not evaluated");
            Assert.Equal(run.Error, source.LastFailure);
            Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM inventory_answers"));
            world.Graph.PageFaults.Clear();
        });

        var mended = await world.SyncAsync();
        Assert.Equal((RunState.Succeeded, 1, 1), (mended.State, mended.GrantsAdded, mended.GrantsVanished));
        Assert.Null((await world.SourceAsync()).LastFailure);
    }

    private static IEnumerable<PageFault> FaultsOf(string list, int page) =>
        // A log has no count: what is missing in it makes a last use older, and no grant vanish.
        list == Log ? [PageFault.Lost, PageFault.Cut, PageFault.Looping]
        // The last page has no link that could be missing.
        : Lists.Single(each => each.List == list).Pages == page
            ? [PageFault.Lost, PageFault.Cut, PageFault.Repeated, PageFault.Emptied, PageFault.Looping]
        : [PageFault.Lost, PageFault.Cut, PageFault.Repeated, PageFault.Emptied, PageFault.Looping, PageFault.Ended];

    [Theory]
    [InlineData("users", 1)]
    [InlineData("servicePrincipals", 2)]
    [InlineData("oauth2PermissionGrants", 1)]
    [InlineData("oauth2PermissionGrants", 2)]
    [InlineData("appRoleAssignedTo", 1)]
    public async Task Sync_PagesInAnotherOrder_AreWhole(string list, int page)
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        await world.SyncAsync();
        var before = await world.PictureAsync();
        world.Graph.PageFaults.Set(list, page, PageFault.Swapped);

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, 0, 0, 0), (run.State, run.GrantsAdded, run.GrantsChanged, run.GrantsVanished));
        Assert.Equal(before, await world.PictureAsync());
    }

    [Fact]
    public async Task Sync_ItemOnTwoPages_IsOne()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        world.Graph.Add(
            new SimulatedPermissionGrant(SyncWorld.GrantId(0), SyncWorld.AppObject(0), SyncWorld.UserId(0), "User.Read Mail.Read"));

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, 15), (run.State, run.GrantsAdded));
        Assert.Equal(GrantStatus.Active, (await world.GrantAsync(SyncWorld.GrantId(0))).Status);
    }
}
