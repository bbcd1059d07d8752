using System.Net;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Local.Simulators.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

public sealed class OktaInventoryTests
{
    private const string Issuer = "https://example.okta.com";

    [Fact]
    public async Task Import_ReadsEveryUserAppAndGrant()
    {
        await using var okta = await OktaWorld.StartAsync();

        var result = await okta.World.ImportAsync(okta.Inventory);

        Assert.Equal((8, 18, 0), (result.Users.Added, result.Grants.Added, result.OrphanGrants));
        Assert.Equal(["okta.users.read.self", "openid"], (await okta.World.Inventory.GrantAsync($"00u3/0oa0/{Issuer}")).Scopes);
        Assert.Equal(ConsentType.Application, (await okta.World.Inventory.GrantAsync($"Application/0oa4/{Issuer}")).ConsentType);
        Assert.Equal(ConsentType.Tenant, (await okta.World.Inventory.GrantAsync($"Tenant/0oa1/{Issuer}")).ConsentType);
        Assert.Equal(AccountStatus.Deactivated, (await okta.World.Inventory.UserAsync("00u8")).Status);
        Assert.Equal("App 1", (await okta.World.Inventory.AppAsync("0oa1")).Name);
        // The app without OAuth is not asked for.
        Assert.Equal(4, okta.Okta.Calls["appGrants"]);
        Assert.Equal(0, (await okta.World.ImportAsync(okta.Inventory)).Grants.Vanished);
    }

    public static TheoryData<string> BrokenLists => [.. BrokenPages().Select(each => each.List).Distinct()];

    private static List<(string List, int Page, PageFault Fault)> BrokenPages()
    {
        var cases = new List<(string List, int Page, PageFault Fault)>();
        foreach (var (list, pages) in ((string, int)[])[("userList", 4), ("appList", 3), ("userGrants", 2)])
        {
            foreach (var page in Enumerable.Range(0, pages))
            {
                foreach (var fault in (PageFault[])[PageFault.Truncated, PageFault.Empty, PageFault.Fails])
                    cases.Add((list, page, fault));
                if (page > 0)
                    cases.Add((list, page, PageFault.Repeated));
                cases.Add((list, page, PageFault.LoopsBack));
                // An app that is not listed has its grants all the same: only its name is missing, and nothing vanishes.
                if (list == "appList")
                    continue;
                foreach (var fault in (PageFault[])[PageFault.Lost, PageFault.HalfOfIt])
                    cases.Add((list, page, fault));
                if (page < pages - 1)
                    cases.Add((list, page, PageFault.Ends));
            }
        }
        cases.Add(("appList", 0, PageFault.Lost));
        cases.Add(("appList", 2, PageFault.Lost));
        cases.Add(("appList", 1, PageFault.Ends));
        foreach (var fault in (PageFault[])[PageFault.Truncated, PageFault.Empty, PageFault.Fails])
            cases.Add(("appGrants", 0, fault));
        return cases;
    }

    [Theory]
    [MemberData(nameof(BrokenLists))]
    public async Task Import_AnyPageIsNotWhatItShouldBe_IsRefused_AndNothingVanishes(string list)
    {
        await using var okta = await OktaWorld.StartAsync();
        await okta.World.ImportAsync(okta.Inventory);

        await InTurn.AllAsync(BrokenPages().Where(each => each.List == list), async broken =>
        {
            okta.Okta.Pages.Break(list, broken.Page, broken.Fault);
            await okta.World.RefusedAsync(okta.Inventory);
            okta.Okta.Pages.Mend();
        });

        Assert.Equal(0, (await okta.World.ImportAsync(okta.Inventory)).Grants.Vanished);
    }

    [Theory]
    [InlineData(PageFault.Lost)]
    [InlineData(PageFault.HalfOfIt)]
    public async Task Import_AppsGrantsAreNotAllListed_IsRefused(PageFault fault)
    {
        await using var okta = await OktaWorld.StartAsync();
        await okta.World.ImportAsync(okta.Inventory);
        // While they are listed: there is no other call that tells of them when they are asked for.
        okta.Okta.Pages.Break("appGrants", 0, fault, times: 4);

        await okta.World.RefusedAsync(okta.Inventory);
    }

    [Fact]
    public async Task Import_ScopeTakenAway_IsSeen()
    {
        await using var okta = await OktaWorld.StartAsync();
        await okta.World.ImportAsync(okta.Inventory);
        okta.Okta.Remove("g2b");

        Assert.Equal(1, (await okta.World.ImportAsync(okta.Inventory)).Grants.Changed);
        Assert.Equal(["okta.users.read.self"], (await okta.World.Inventory.GrantAsync($"00u2/0oa0/{Issuer}")).Scopes);
    }

    [Fact]
    public async Task Import_UserDeletedAfterTheListWasRead_IsNoFailure_AndTheirGrantsVanish()
    {
        await using var okta = await OktaWorld.StartAsync();
        await okta.World.ImportAsync(okta.Inventory);
        okta.Okta.Delete("00u4", staysListed: true);

        var result = await okta.World.ImportAsync(okta.Inventory);

        Assert.Equal((16, 2, 8), (result.Grants.Read, result.Grants.Vanished, result.Users.Read));
    }

    [Fact]
    public async Task Import_GrantTakenAway_IsStillListedForAWhile_ThenVanishes()
    {
        await using var okta = await OktaWorld.StartAsync(new OktaSimulatorOptions { DeletedStayListed = TimeSpan.FromMinutes(5) });
        await okta.World.ImportAsync(okta.Inventory);
        okta.Okta.Remove("g2c");

        Assert.Equal(0, (await okta.World.ImportAsync(okta.Inventory)).Grants.Vanished);
        okta.World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await okta.World.ImportAsync(okta.Inventory)).Grants.Vanished);
    }

    [Fact]
    public async Task Import_KnownUserWhoseGrantsAreNotThere_IsNoDeletedUser()
    {
        await using var okta = await OktaWorld.StartAsync();
        await okta.World.ImportAsync(okta.Inventory);
        okta.Okta.Faults.Next("userGrants", HttpFault.NotFound);

        await okta.World.RefusedAsync(okta.Inventory);
    }

    [Fact]
    public async Task Import_OverTheRate_WaitsAndReadsAll()
    {
        await using var okta = await OktaWorld.StartAsync();
        okta.Okta.Faults.Next("userList", HttpFault.None, HttpFault.Throttled);
        okta.Okta.Faults.Next("userGrants", HttpFault.ThrottledWithoutDelay, HttpFault.ServerError, HttpFault.BrokenBeforeAccepting);

        Assert.Equal(18, (await okta.World.ImportAsync(okta.Inventory)).Grants.Read);
    }

    [Fact]
    public async Task Import_MoreCallsThanAWindowTakes_GoesOnInTheNextOne()
    {
        await using var okta = await OktaWorld.StartAsync(new OktaSimulatorOptions { Rate = new CallRate(20, 40) }, TimeProvider.System);

        Assert.Equal(18, (await okta.World.ImportAsync(okta.Inventory)).Grants.Read);
        Assert.True(okta.Okta.Calls.Values.Sum() > 20, "the calls fit into one window");
    }

    [Theory]
    [InlineData("/api/v1/users/00u1/clients/0oa0/grants")]
    [InlineData("/api/v1/users/00u1/clients/0oa0/tokens")]
    [InlineData("/api/v1/apps/0oa4/grants/a1")]
    public async Task ReadingToken_CannotRevoke(string path)
    {
        await using var okta = await OktaWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = okta.Okta.BaseUrl };
        http.DefaultRequestHeaders.Authorization = new("SSWS", okta.Okta.Options.ReadingToken);

        using var refused = await http.DeleteAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        http.DefaultRequestHeaders.Authorization = new("SSWS", okta.Okta.Options.ApiToken);
        using var done = await http.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }
}
