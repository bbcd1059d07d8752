using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

/// <summary>One grant of the inventory: an app's scopes of one person at one authorization server.</summary>
public sealed class OktaOneGrantTests
{
    private const string Org = "https://acme.okta.com";
    private const string Tiles = "https://acme.okta.com/oauth2/aus1";

    [Fact]
    public async Task Revoke_TakesTheGrantsAndTokensOfThatServer_AndNoOthers()
    {
        await using var world = await WithTwoServersAsync();

        var answer = await world.RevokeAsync(ProviderName.Okta, Target(Org));

        Assert.Equal(3, answer.Removed);
        Assert.Equal(["g-tiles", "t-tiles", "g-clerk", "g-other"], world.Okta.Holdings.Select(each => each.Id));
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, Target(Org)));
        Assert.False(await world.IsGoneAsync(ProviderName.Okta, Target(Tiles)));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Okta, Target(Org))).Removed);
    }

    [Fact]
    public async Task Read_ScopeBeyondTheDecision_IsTold_ByItsName()
    {
        await using var world = await WithTwoServersAsync();

        Assert.Equal(["okta.apps.read"], (await ReadAsync(world, Target(Org), "okta.users.read.self")).Grown);
        Assert.Empty((await ReadAsync(world, Target(Org), "okta.users.read.self", "okta.apps.read")).Grown);
        // The id of a custom server's scope is not what the inventory calls it.
        Assert.Empty((await ReadAsync(world, Target(Tiles), "tiles.publish")).Grown);
        Assert.Equal(["tiles.publish"], (await ReadAsync(world, Target(Tiles), "scp7")).Grown);
    }

    [Fact]
    public async Task Read_GrantAtAnotherServerSinceTheDecision_IsNotOfThisOne()
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Add(Grant("g-new", "billing.read", "https://acme.okta.com/oauth2/aus2"));

        var live = await ReadAsync(world, Target(Org), "okta.users.read.self", "okta.apps.read");

        Assert.Equal((3, 0), (live.Count, live.Grown.Count));
    }

    [Fact]
    public async Task IsGone_ATokenThatOutlivedItsGrant_IsNot()
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Remove("g-tiles");

        Assert.False(await world.IsGoneAsync(ProviderName.Okta, Target(Tiles)));
        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Okta, Target(Tiles))).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, Target(Tiles)));
    }

    [Fact]
    public async Task Revoke_TokenWithoutItsServer_GoesWithTheOnlyGrant_AndIsAPersonsWhereThereAreSeveral()
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Add(new SimulatedOktaHolding("tokens", "t-untold", "00uboss", "0oa1", Issuer: null));

        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(ProviderName.Okta, Target(Org)));
        Assert.Contains(world.Okta.Holdings, each => each.Id == "g-users");

        foreach (var id in new[] { "g-tiles", "t-tiles" })
            world.Okta.Remove(id);
        Assert.Equal(4, (await world.RevokeAsync(ProviderName.Okta, Target(Org))).Removed);
    }

    [Fact]
    public async Task Revoke_GrantOfATable_ThatNamesItsApiInItsOwnWords_IsAPersons()
    {
        await using var world = await WithTwoServersAsync();
        var ofATable = Target("Okta") with { GrantId = "row-17" };

        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.IsGoneAsync(ProviderName.Okta, ofATable));
        // Without an API it stands for the app, and what the table did not list is growth.
        var live = await ReadAsync(world, ofATable with { Resource = null }, "okta.users.read.self", "okta.apps.read");
        Assert.Equal((5, "tiles.publish"), (live.Count, Assert.Single(live.Grown)));
    }

    [Theory]
    [InlineData(ConsentType.Tenant)]
    [InlineData(ConsentType.Application)]
    public async Task Revoke_ScopesOfAnApp_TakesThose_AndNoPersonsGrants(ConsentType consent)
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Add(new SimulatedOktaAppGrant("scope-1", "0oa1", "okta.users.read", Org));
        world.Okta.Add(new SimulatedOktaAppGrant("scope-2", "0oa1", "okta.groups.read", Org));
        world.Okta.Add(new SimulatedOktaAppGrant("scope-3", "0oa2", "okta.users.read", Org));
        var target = new RevocationTarget(null, "0oa1", consent, null, null) { GrantId = $"{consent}/0oa1/{Org}", Resource = Org };

        Assert.Equal(["okta.groups.read"], (await ReadAsync(world, target, "okta.users.read")).Grown);
        Assert.Equal(2, (await world.RevokeAsync(ProviderName.Okta, target)).Removed);

        Assert.Equal("scope-3", Assert.Single(world.Okta.AppGrants).Id);
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, target));
        Assert.Equal(7, world.Okta.Holdings.Count);
    }

    [Fact]
    public async Task Revoke_ScopesOfAnAppWithAClientIdOfItsOwn_AreFound_AndAnAppThatIsNotListedIsNoAnswer()
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Add(new SimulatedOktaApp("0oa9", "Payroll", ClientId: "payroll"));
        world.Okta.Add(new SimulatedOktaAppGrant("scope-9", "0oa9", "okta.users.read", Org));
        var target = new RevocationTarget(null, "payroll", ConsentType.Tenant, null, null)
        {
            GrantId = $"Tenant/payroll/{Org}",
            Resource = Org,
        };

        Assert.False(await world.IsGoneAsync(ProviderName.Okta, target));
        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Okta, target)).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, target));
        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.IsGoneAsync(ProviderName.Okta, target with { ClientId = "0oagone", GrantId = $"Tenant/0oagone/{Org}" }));
    }

    [Fact]
    public async Task Revoke_ApplicationGrantOfATable_MayBeARole_AndIsAPersons()
    {
        await using var world = await WithTwoServersAsync();
        var role = new RevocationTarget(null, "0oa1", ConsentType.Application, null, null) { GrantId = "row-3" };

        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.IsGoneAsync(ProviderName.Okta, role));
    }

    [Theory]
    [InlineData(PageFault.Truncated)]
    [InlineData(PageFault.Fails)]
    public async Task IsGone_BrokenList_IsNoAnswer(PageFault fault)
    {
        await using var world = await WithTwoServersAsync();
        world.Okta.Pages.Break("holdings", 0, fault);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.IsGoneAsync(ProviderName.Okta, Target(Org)));
    }

    private static Task<LiveGrants> ReadAsync(RevokerWorld world, RevocationTarget target, params string[] known) =>
        world.Revoker(ProviderName.Okta).ReadAsync(target, known, CancellationToken.None);

    private static RevocationTarget Target(string issuer) =>
        new(null, "0oa1", ConsentType.Principal, "00uboss", "boss@example.com")
        {
            GrantId = $"00uboss/0oa1/{issuer}",
            Resource = issuer,
        };

    private static SimulatedOktaHolding Grant(string id, string scope, string issuer, string user = "00uboss", string client = "0oa1") =>
        new("grants", id, user, client, ScopeId: scope, Issuer: issuer);

    private static async Task<RevokerWorld> WithTwoServersAsync()
    {
        var world = await RevokerWorld.StartAsync();
        world.Okta.AddUser("boss@example.com", "00uboss");
        world.Okta.AddUser("clerk@example.com", "00uclerk");
        world.Okta.AddApp("0oa1");
        world.Okta.AddApp("0oa2");
        world.Okta.Add(Grant("g-users", "okta.users.read.self", Org));
        world.Okta.Add(Grant("g-apps", "okta.apps.read", Org));
        world.Okta.Add(new SimulatedOktaHolding("tokens", "t-org", "00uboss", "0oa1", Issuer: Org));
        world.Okta.Add(Grant("g-tiles", "scp7", Tiles) with { ScopeName = "tiles.publish" });
        world.Okta.Add(new SimulatedOktaHolding("tokens", "t-tiles", "00uboss", "0oa1", Issuer: Tiles));
        world.Okta.Add(Grant("g-clerk", "okta.users.read.self", Org, user: "00uclerk"));
        world.Okta.Add(Grant("g-other", "okta.users.read.self", Org, client: "0oa2"));
        return world;
    }
}
