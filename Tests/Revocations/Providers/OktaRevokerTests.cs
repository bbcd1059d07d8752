using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class OktaRevokerTests
{
    [Fact]
    public async Task Revoke_TakesGrantsAndTokensOfTheClientAndUser()
    {
        await using var world = await WithGrantsAsync();
        var target = Target();

        Assert.False(await world.IsGoneAsync(ProviderName.Okta, target));
        var answer = await world.RevokeAsync(ProviderName.Okta, target);

        Assert.Equal(2, answer.Removed);
        Assert.InRange(answer.TokensLiveUntil - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.Equal(["g-clerk", "g-other"], world.Okta.Holdings.Select(each => each.Id));
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, target));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Okta, target)).Removed);
    }

    [Fact]
    public async Task Revoke_TokensWithoutGrant_AreTakenToo()
    {
        await using var world = await WithGrantsAsync();
        world.Okta.AddApp("0oa3");
        world.Okta.Add(new SimulatedOktaHolding("tokens", "t-3", "00uboss", "0oa3"));
        var target = Target() with { ClientId = "0oa3", PersonExternalId = null };

        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Okta, target)).Removed);
        Assert.DoesNotContain(world.Okta.Holdings, each => each.Id == "t-3");
    }

    [Fact]
    public async Task Revoke_AdministratorsConsent_TakesTheAppsScopes()
    {
        await using var world = await WithGrantsAsync();
        world.Okta.Add(new SimulatedOktaAppGrant("scope-1", "0oa1"));
        world.Okta.Add(new SimulatedOktaAppGrant("scope-2", "0oa1"));
        world.Okta.Add(new SimulatedOktaAppGrant("scope-3", "0oa2"));
        var target = Target() with { ConsentType = ConsentType.Tenant };

        Assert.Equal(4, (await world.RevokeAsync(ProviderName.Okta, target)).Removed);

        Assert.Equal("scope-3", Assert.Single(world.Okta.AppGrants).Id);
        Assert.True(await world.IsGoneAsync(ProviderName.Okta, target));
    }

    [Fact]
    public async Task IsGone_AppIsDeleted_IsTrue_ButAnUnknownPersonIsNoAnswer()
    {
        await using var world = await WithGrantsAsync();

        Assert.True(await world.IsGoneAsync(ProviderName.Okta, Target() with { ClientId = "0oadeleted" }));
        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.IsGoneAsync(ProviderName.Okta, Target() with { PersonExternalId = "00unobody" })
        );
    }

    [Theory]
    [InlineData(HttpFault.HtmlPageAfterAccepting)]
    [InlineData(HttpFault.ServerError)]
    public async Task IsGone_NoClearAnswer_IsNoAnswer(HttpFault fault)
    {
        await using var world = await WithGrantsAsync();
        world.Okta.Faults.Next("holdings", fault, fault, fault, fault);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.IsGoneAsync(ProviderName.Okta, Target()));
    }

    [Fact]
    public async Task Revoke_ThrottledByReset_WaitsByOktasClock()
    {
        await using var world = await WithGrantsAsync();
        world.Okta.Faults.RetryAfterSeconds = (int)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 50;
        world.Okta.Faults.Next("deleteHoldings", HttpFault.ThrottledByReset);

        var fault = await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.RevokeAsync(ProviderName.Okta, Target()));

        Assert.InRange(fault.RetryAfter!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(51));
    }

    [Theory]
    [InlineData(ConsentType.Application, "0oa1", "00uboss")]
    [InlineData(ConsentType.Principal, "unknown", "00uboss")]
    [InlineData(ConsentType.Principal, "..", "00uboss")]
    [InlineData(ConsentType.Principal, "0oa1", ".")]
    [InlineData(ConsentType.Principal, "0oa1", null)]
    public async Task Revoke_WhatCannotBeDoneHere_IsLeftToPeople(ConsentType type, string client, string? person)
    {
        await using var world = await WithGrantsAsync();

        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(ProviderName.Okta, new RevocationTarget(null, client, type, person, null))
        );
        Assert.Equal(5, world.Okta.Holdings.Count);
    }

    private static RevocationTarget Target() => new(null, "0oa1", ConsentType.Principal, "00uboss", "boss@example.com");

    private static async Task<RevokerWorld> WithGrantsAsync()
    {
        var world = await RevokerWorld.StartAsync();
        world.Okta.AddUser("boss@example.com", "00uboss");
        world.Okta.AddUser("clerk@example.com", "00uclerk");
        world.Okta.AddApp("0oa1");
        world.Okta.AddApp("0oa2");
        world.Okta.Add(new SimulatedOktaHolding("grants", "g-boss", "00uboss", "0oa1"));
        world.Okta.Add(new SimulatedOktaHolding("grants", "g-old", "00uboss", "0oa1", "REVOKED"));
        world.Okta.Add(new SimulatedOktaHolding("tokens", "t-boss", "00uboss", "0oa1"));
        world.Okta.Add(new SimulatedOktaHolding("grants", "g-clerk", "00uclerk", "0oa1"));
        world.Okta.Add(new SimulatedOktaHolding("grants", "g-other", "00uboss", "0oa2"));
        return world;
    }
}
