using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

public sealed class GoogleInventoryTests
{
    [Fact]
    public async Task Import_ReadsEveryUserAndToken()
    {
        await using var google = await GoogleWorld.StartAsync();

        var result = await google.World.ImportAsync(google.Inventory);

        Assert.Equal((7, 14, 8, 0), (result.Users.Added, result.Grants.Added, result.Apps.Added, result.OrphanGrants));
        var grant = await google.World.Inventory.GrantAsync("103/app-1");
        Assert.Equal(["https://www.googleapis.com/auth/drive", "openid"], grant.Scopes);
        Assert.Equal((google.World.Clock.GetUtcNow().AddDays(-87), google.World.Clock.GetUtcNow().AddDays(-13)),
            (grant.GrantedAt, grant.LastUsedAt));
        var user = await google.World.Inventory.UserAsync("103");
        Assert.Equal(("person3@example.com", AccountStatus.Deactivated), (user.Email, user.Status));
        Assert.Equal(["alias3@example.com"], user.Aliases);
        Assert.Equal("Flow", (await google.World.Inventory.AppAsync("app-1")).Name);
        var calls = google.Google.Calls;
        Assert.Equal((4, 7, 0), (calls["users"], calls["tokens"], calls.GetValueOrDefault("user")));
    }

    [Fact]
    public async Task Import_OfAnExportAndOfLiveCalls_AreTheSameSource()
    {
        await using var google = await GoogleWorld.StartAsync();
        await google.World.ImportAsync(google.Inventory);

        var again = await google.World.ImportAsync(google.Inventory);

        Assert.Equal((0, 0, 0), (again.Grants.Added, again.Grants.Changed, again.Grants.Vanished));
    }

    public static TheoryData<string> BrokenLists => [.. BrokenPages().Select(each => each.List).Distinct()];

    private static List<(string List, int Page, PageFault Fault)> BrokenPages()
    {
        var cases = new List<(string List, int Page, PageFault Fault)>();
        foreach (var page in Enumerable.Range(0, 4))
        {
            foreach (var fault in (PageFault[])[PageFault.Lost, PageFault.Truncated, PageFault.Empty, PageFault.HalfOfIt, PageFault.Fails])
                cases.Add(("users", page, fault));
            if (page > 0)
                cases.Add(("users", page, PageFault.Repeated));
            if (page < 3)
                cases.Add(("users", page, PageFault.Ends));
            cases.Add(("users", page, PageFault.LoopsBack));
            foreach (var fault in (PageFault[])[PageFault.Truncated, PageFault.Empty, PageFault.Fails, PageFault.LoopsBack])
                cases.Add(("activities", page, fault));
        }
        foreach (var fault in (PageFault[])[PageFault.Lost, PageFault.Truncated, PageFault.Empty, PageFault.HalfOfIt, PageFault.Fails])
            cases.Add(("tokens", 0, fault));
        return cases;
    }

    [Theory]
    [MemberData(nameof(BrokenLists))]
    public async Task Import_AnyPageIsNotWhatItShouldBe_IsRefused_AndNothingVanishes(string list)
    {
        await using var google = await GoogleWorld.StartAsync();
        await google.World.ImportAsync(google.Inventory);

        await InTurn.AllAsync(BrokenPages().Where(each => each.List == list), async broken =>
        {
            google.Google.Pages.Break(list, broken.Page, broken.Fault);
            await google.World.RefusedAsync(google.Inventory);
            google.Google.Pages.Mend();
        });

        Assert.Equal(0, (await google.World.ImportAsync(google.Inventory)).Grants.Vanished);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Import_PagesInAnotherOrder_IsTheSameList(int page)
    {
        await using var google = await GoogleWorld.StartAsync();
        await google.World.ImportAsync(google.Inventory);
        google.Google.Pages.Break("users", page, PageFault.Swapped);

        var result = await google.World.ImportAsync(google.Inventory);

        Assert.Equal((14, 0, 7), (result.Grants.Read, result.Grants.Vanished, result.Users.Read));
    }

    [Fact]
    public async Task Import_UserDeletedAfterTheListWasRead_IsNoFailure_AndTheirGrantsVanish()
    {
        await using var google = await GoogleWorld.StartAsync(
            new GoogleSimulatorOptions { DeletedStayListed = TimeSpan.FromMinutes(10) });
        await google.World.ImportAsync(google.Inventory);
        google.Google.Delete(GoogleWorld.Email(4));

        var result = await google.World.ImportAsync(google.Inventory);

        Assert.Equal((12, 2, 7), (result.Grants.Read, result.Grants.Vanished, result.Users.Read));
        google.World.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, (await google.World.ImportAsync(google.Inventory)).Users.Vanished);
    }

    [Fact]
    public async Task Import_KnownUserWhoseTokensAreNotThere_IsNoDeletedUser()
    {
        await using var google = await GoogleWorld.StartAsync();
        await google.World.ImportAsync(google.Inventory);
        google.Google.Faults.Next("tokens", HttpFault.NotFound);

        await google.World.RefusedAsync(google.Inventory);
    }

    [Fact]
    public async Task Import_TokenDeleted_Vanishes_WhenItIsListedNoMore()
    {
        await using var google = await GoogleWorld.StartAsync();
        await google.World.ImportAsync(google.Inventory);
        google.Google.RemoveToken(GoogleWorld.Email(2), "app-1");

        var result = await google.World.ImportAsync(google.Inventory);

        Assert.Equal(1, result.Grants.Vanished);
        Assert.Equal(GrantStatus.Vanished, (await google.World.Inventory.GrantAsync("102/app-1")).Status);
    }

    [Fact]
    public async Task Import_OverTheRate_WaitsAndReadsAll()
    {
        await using var google = await GoogleWorld.StartAsync();
        google.Google.Faults.Next("users", HttpFault.None, HttpFault.Throttled, HttpFault.ThrottledWithoutDelay);
        google.Google.Faults.Next("tokens", HttpFault.Throttled, HttpFault.ServerError, HttpFault.BrokenBeforeAccepting);

        Assert.Equal(14, (await google.World.ImportAsync(google.Inventory)).Grants.Read);
    }

    [Fact]
    public async Task Import_AskedToWaitTooLong_EndsTheReading()
    {
        await using var google = await GoogleWorld.StartAsync();
        google.Google.Faults.RetryAfterSeconds = 600;
        google.Google.Faults.Next("tokens", HttpFault.Throttled);

        await google.World.RefusedAsync(google.Inventory);
    }
}
