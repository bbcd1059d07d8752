using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class GoogleRevokerTests
{
    [Fact]
    public async Task Revoke_TakesTheAppsTokensOfTheUser()
    {
        await using var world = await WithTokensAsync();

        Assert.False(await world.IsGoneAsync(ProviderName.Google, Target()));
        var answer = await world.RevokeAsync(ProviderName.Google, Target());

        Assert.Equal(1, answer.Removed);
        Assert.InRange(answer.TokensLiveUntil - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.Equal(
            [("boss@example.com", "app-2"), ("clerk@example.com", "app-1")],
            world.Google.Tokens.Select(token => (token.Email, token.ClientId))
        );
        Assert.True(await world.IsGoneAsync(ProviderName.Google, Target()));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Google, Target())).Removed);
        Assert.Equal(1, world.Google.Calls["token"]);
    }

    [Fact]
    public async Task Read_TellsWhatTheTokenGrewBy_AndNotWhatAnotherAppHas()
    {
        await using var world = await RevokerWorld.StartAsync();
        world.Google.AddUser("boss@example.com");
        world.Google.Add(new SimulatedGoogleToken("boss@example.com", "app-1", null, "openid", "https://mail.google.com/"));
        world.Google.Add(new SimulatedGoogleToken("boss@example.com", "app-2", null, "https://www.googleapis.com/auth/drive"));

        var live = await world.Revoker(ProviderName.Google).ReadAsync(Target(), ["openid"], CancellationToken.None);

        Assert.Equal((1, "https://mail.google.com/"), (live.Count, Assert.Single(live.Grown)));
    }

    [Fact]
    public async Task Revoke_AddressThatAnotherAccountHasNow_TakesTheGrantOfTheAccountThatWasMeant()
    {
        await using var world = await RevokerWorld.StartAsync();
        world.Google.Add(new SimulatedGoogleUser("42", "old.boss@example.com"));
        world.Google.Add(new SimulatedGoogleUser("43", "boss@example.com"));
        world.Google.Add(new SimulatedGoogleToken("old.boss@example.com", "app-1"));
        world.Google.Add(new SimulatedGoogleToken("boss@example.com", "app-1"));

        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Google, Target() with { GrantId = "42/app-1" })).Removed);

        Assert.Equal("boss@example.com", Assert.Single(world.Google.Tokens).Email);
        // An id of a list that is not Google's is no id of an account.
        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Google, Target() with { GrantId = "row-7" })).Removed);
        Assert.Empty(world.Google.Tokens);
    }

    [Fact]
    public async Task IsGone_UserWithoutAnyToken_IsTrue()
    {
        await using var world = await RevokerWorld.StartAsync();
        world.Google.AddUser("boss@example.com");

        Assert.True(await world.IsGoneAsync(ProviderName.Google, Target()));
    }

    [Fact]
    public async Task IsGone_UserThatGoogleDoesNotKnow_IsNoAnswer()
    {
        await using var world = await RevokerWorld.StartAsync();

        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Google, Target())).Removed);
        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.IsGoneAsync(ProviderName.Google, Target()));
    }

    [Theory]
    [InlineData(HttpFault.HtmlPageAfterAccepting)]
    [InlineData(HttpFault.ServerError)]
    public async Task IsGone_NoClearAnswer_IsNoAnswer(HttpFault fault)
    {
        await using var world = await WithTokensAsync();
        world.Google.Faults.Next("tokens", fault, fault, fault, fault);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.IsGoneAsync(ProviderName.Google, Target()));
    }

    [Fact]
    public async Task Revoke_ServiceAccountMayNotActForTheAdministrator_IsRefused()
    {
        await using var world = await RevokerWorld.StartAsync(new() { ["Revocation:Google:Subject"] = "somebody@example.com" });

        var fault = await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(ProviderName.Google, Target()));

        Assert.Contains("unauthorized_client", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConsentType.Tenant, "app-1", "boss@example.com")]
    [InlineData(ConsentType.Principal, "unknown", "boss@example.com")]
    [InlineData(ConsentType.Principal, "..", "boss@example.com")]
    [InlineData(ConsentType.Principal, "app-1", ".")]
    [InlineData(ConsentType.Principal, "app-1", null)]
    public async Task Revoke_WhatCannotBeDoneHere_IsLeftToPeople(ConsentType type, string client, string? person)
    {
        await using var world = await WithTokensAsync();

        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(ProviderName.Google, new RevocationTarget(null, client, type, null, person))
        );
        Assert.Equal(3, world.Google.Tokens.Count);
    }

    private static RevocationTarget Target() => new("C0simulated", "app-1", ConsentType.Principal, "42", "boss@example.com");

    private static async Task<RevokerWorld> WithTokensAsync()
    {
        var world = await RevokerWorld.StartAsync();
        world.Google.AddUser("boss@example.com");
        world.Google.AddUser("clerk@example.com");
        world.Google.Add(new SimulatedGoogleToken("boss@example.com", "app-1"));
        world.Google.Add(new SimulatedGoogleToken("boss@example.com", "app-2"));
        world.Google.Add(new SimulatedGoogleToken("clerk@example.com", "app-1"));
        return world;
    }
}
