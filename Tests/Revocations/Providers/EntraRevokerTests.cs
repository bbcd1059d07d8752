using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class EntraRevokerTests
{
    private const string AppId = "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d";
    private const string App = "b0b0b0b0-0000-4000-8000-000000000001";
    private const string OtherApp = "b0b0b0b0-0000-4000-8000-000000000002";
    private const string Api = "a0a0a0a0-0000-4000-8000-000000000003";
    private const string Boss = "10000000-0000-4000-8000-000000000001";
    private const string Clerk = "10000000-0000-4000-8000-000000000002";

    [Theory]
    [InlineData(ConsentType.Principal, 2, new[] { "clerks", "everybodys", "others" }, 1)]
    [InlineData(ConsentType.Tenant, 3, new[] { "clerks", "others" }, 1)]
    [InlineData(ConsentType.Application, 4, new[] { "clerks", "others" }, 0)]
    public async Task Revoke_TakesWhatTheConsentMadeAndNothingElse(ConsentType type, int removed, string[] grantsLeft, int rolesLeft)
    {
        await using var world = await WithGrantsAsync(pageSize: 2);
        var target = Target(type);

        var answer = await world.RevokeAsync(ProviderName.Entra, target);

        Assert.Equal(removed, answer.Removed);
        Assert.InRange(answer.TokensLiveUntil - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(80), TimeSpan.FromMinutes(90));
        Assert.Equal(grantsLeft, world.Graph.Grants.Select(grant => grant.Id).Order(StringComparer.Ordinal));
        Assert.Equal(rolesLeft, world.Graph.Roles.Count);
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, target));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Entra, target)).Removed);
    }

    [Fact]
    public async Task Revoke_ListsThatBeginWithAnEmptyPage_AreReadToTheirEnd()
    {
        await using var world = await WithGrantsAsync(hasEmptyFirstPages: true);

        Assert.False(await world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal)));
        Assert.Equal(2, (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal)));
    }

    [Fact]
    public async Task IsGone_WhileAnythingIsLeft_IsFalse()
    {
        await using var world = await WithGrantsAsync();

        Assert.False(await world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal)));
        Assert.Equal(4, world.Graph.Grants.Count(grant => grant.ClientId == App));
    }

    [Fact]
    public async Task IsGone_LaterPageFails_IsNoAnswer()
    {
        await using var world = await WithGrantsAsync(pageSize: 2);
        await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal));
        world.Graph.Add(new SimulatedPermissionGrant("third", App, Clerk, "Files.Read"));
        world.Graph.Faults.Next(
            "oauth2PermissionGrants",
            HttpFault.None,
            HttpFault.ServerError,
            HttpFault.ServerError,
            HttpFault.HtmlPageAfterAccepting,
            HttpFault.ServerError
        );

        await Assert.ThrowsAsync<RevocationUnavailableException>(() =>
            world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal))
        );
    }

    [Fact]
    public async Task Revoke_AppIsNotThere_NothingIsLeft()
    {
        await using var world = await RevokerWorld.StartAsync();

        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal)));
    }

    [Fact]
    public async Task Revoke_AppKnownByItsObjectId_IsFound()
    {
        await using var world = await WithGrantsAsync();

        Assert.Equal(
            2,
            (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal) with { ClientId = $"sp:{App}" })).Removed
        );
    }

    [Fact]
    public async Task Revoke_PersonKnownByAddress_IsLookedUp()
    {
        await using var world = await WithGrantsAsync();
        world.Graph.AddUser("boss@example.com", Boss);

        Assert.Equal(
            2,
            (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal) with { PersonExternalId = null })).Removed
        );
    }

    [Theory]
    [InlineData("unknown", Boss, "tenant-of-ours")]
    [InlineData("' or 1 eq 1", Boss, "tenant-of-ours")]
    [InlineData(AppId, null, "tenant-of-ours")]
    [InlineData(AppId, Boss, "99999999-0f5e-4d59-9f0a-3f6c9a7b2d10")]
    public async Task Revoke_NotKnownWhatOrWhose_IsLeftToPeople(string client, string? person, string tenant)
    {
        await using var world = await WithGrantsAsync();
        var target = new RevocationTarget(
            tenant == "tenant-of-ours" ? world.Graph.Options.TenantId : tenant,
            client,
            ConsentType.Principal,
            person,
            null
        );

        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(ProviderName.Entra, target));
        Assert.Equal(5, world.Graph.Grants.Count);
    }

    [Fact]
    public async Task Revoke_Throttled_SaysHowLong()
    {
        await using var world = await WithGrantsAsync();
        world.Graph.Faults.RetryAfterSeconds = 45;
        world.Graph.Faults.Next("deleteGrant", HttpFault.None, HttpFault.Throttled);

        var fault = await Assert.ThrowsAsync<RevocationUnavailableException>(() =>
            world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))
        );

        Assert.Equal(TimeSpan.FromSeconds(45), fault.RetryAfter);
        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))).Removed);
    }

    [Fact]
    public async Task Revoke_AnswerLost_TheNextAttemptFindsItGone()
    {
        await using var world = await WithGrantsAsync();
        world.Graph.Faults.Next("deleteGrant", HttpFault.BrokenAfterAccepting);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() =>
            world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))
        );

        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Entra, Target(ConsentType.Principal))).Removed);
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, Target(ConsentType.Principal)));
    }

    [Fact]
    public async Task Revoker_WithoutTenant_IsNotConfigured()
    {
        await using var world = await RevokerWorld.StartAsync(new() { ["Revocation:Entra:TenantId"] = null });

        Assert.False(world.Revoker(ProviderName.Entra).IsConfigured);
    }

    private static RevocationTarget Target(ConsentType type) => new(null, AppId, type, Boss, "boss@example.com");

    private static async Task<RevokerWorld> WithGrantsAsync(int pageSize = 100, bool hasEmptyFirstPages = false)
    {
        var world = await RevokerWorld.StartAsync(pageSize: pageSize, hasEmptyFirstPages: hasEmptyFirstPages);
        world.Graph.Add(new SimulatedPrincipal(App, AppId));
        world.Graph.Add(new SimulatedPermissionGrant("bosss-mail", App, Boss, "Mail.Read"));
        world.Graph.Add(new SimulatedPermissionGrant("clerks", App, Clerk, "Mail.Read"));
        world.Graph.Add(new SimulatedPermissionGrant("everybodys", App, null, "User.Read"));
        world.Graph.Add(new SimulatedPermissionGrant("bosss-files", App, Boss, "Files.Read"));
        world.Graph.Add(new SimulatedPermissionGrant("others", OtherApp, Boss, "Mail.Read"));
        world.Graph.Add(new SimulatedRoleAssignment("role-1", App, Api));
        return world;
    }
}
