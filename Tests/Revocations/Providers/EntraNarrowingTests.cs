using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

/// <summary>Single scopes are taken from a grant at Graph, and given back.</summary>
public sealed class EntraNarrowingTests
{
    private const string AppId = "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d";
    private const string App = "b0b0b0b0-0000-4000-8000-000000000001";
    private const string Boss = "10000000-0000-4000-8000-000000000001";
    private const string Clerk = "10000000-0000-4000-8000-000000000002";
    private const string Id = "bosss";

    private static readonly RevocationTarget Narrowed = new(null, AppId, ConsentType.Principal, Boss, "boss@example.com")
    {
        GrantId = Id,
        Resource = "Microsoft Graph",
        Without = ["Mail.Read", "Mail.Send"],
    };

    [Fact]
    public async Task Revoke_SomeScopes_TakesThemFromWhatIsThereNowAndNothingElse()
    {
        await using var world = await WithGrantAsync("User.Read mail.read Files.Read Mail.Send");

        var there = await ReadAsync(world, Narrowed);
        var answer = await world.RevokeAsync(ProviderName.Entra, Narrowed);

        Assert.Equal((1, true), (there.Count, there.IsListed));
        Assert.Equal(1, answer.Removed);
        Assert.Equal("User.Read Files.Read", ScopeOf(world, Id));
        Assert.Equal("Mail.Read", ScopeOf(world, "clerks"));
        Assert.Equal("Mail.Read", ScopeOf(world, "everybodys"));
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, Narrowed));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Entra, Narrowed)).Removed);
        Assert.Equal(1, world.Graph.Calls.GetValueOrDefault("patchGrant"));
        Assert.Equal(0, world.Graph.Calls.GetValueOrDefault("deleteGrant"));
    }

    [Fact]
    public async Task Revoke_SomeScopesOfEverybodysGrant_LeavesThePersonsAlone()
    {
        await using var world = await WithGrantAsync("User.Read Mail.Read");
        world.Graph.RemoveGrants(grant => grant.Id == "everybodys");
        world.Graph.Add(new SimulatedPermissionGrant("everybodys", App, null, "Mail.Read User.Read"));
        var target = Narrowed with
        {
            ConsentType = ConsentType.Tenant,
            PersonExternalId = null,
            PersonEmail = null,
            GrantId = "everybodys",
        };

        Assert.Equal(1, (await world.RevokeAsync(ProviderName.Entra, target)).Removed);

        Assert.Equal(("User.Read", "User.Read Mail.Read"), (ScopeOf(world, "everybodys"), ScopeOf(world, Id)));
    }

    [Theory]
    [InlineData("Mail.Send Mail.Read")]
    [InlineData("Mail.Read")]
    public async Task Revoke_NothingElseIsLeft_IsRefusedAndNothingIsDeleted(string scope)
    {
        await using var world = await WithGrantAsync(scope);

        var refusal = await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(ProviderName.Entra, Narrowed));

        Assert.Contains("it would be a removal", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(scope, ScopeOf(world, Id));
    }

    [Fact]
    public async Task Read_GrantOrScopesGone_SaysWhich()
    {
        await using var world = await WithGrantAsync("User.Read");
        var without = await ReadAsync(world, Narrowed);
        world.Graph.RemoveGrants(grant => grant.Id == Id);
        var gone = await ReadAsync(world, Narrowed);

        Assert.Equal((0, true, 0), (without.Count, without.IsListed, without.Entries.Count));
        Assert.Equal((0, false, 0), (gone.Count, gone.IsListed, gone.Entries.Count));
        Assert.True(await world.IsGoneAsync(ProviderName.Entra, Narrowed));
        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Entra, Narrowed)).Removed);
    }

    [Theory]
    [InlineData(HttpFault.ServerErrorAfterAccepting)]
    [InlineData(HttpFault.BrokenAfterAccepting)]
    [InlineData(HttpFault.HtmlPageAfterAccepting)]
    public async Task Revoke_AnswerLost_TheNextAttemptFindsThemGone(HttpFault fault)
    {
        await using var world = await WithGrantAsync("User.Read Mail.Read");
        world.Graph.Faults.Next("patchGrant", fault);

        await Assert.ThrowsAsync<RevocationUnavailableException>(() => world.RevokeAsync(ProviderName.Entra, Narrowed));

        Assert.Equal(0, (await world.RevokeAsync(ProviderName.Entra, Narrowed)).Removed);
        Assert.Equal("User.Read", ScopeOf(world, Id));
    }

    [Fact]
    public async Task Revoke_SomeScopesOfAnAppsOwnPermissions_IsRefused()
    {
        await using var world = await WithGrantAsync("User.Read Mail.Read");
        var target = Narrowed with { ConsentType = ConsentType.Application };

        await Assert.ThrowsAsync<RevocationRejectedException>(() => world.RevokeAsync(ProviderName.Entra, target));
        await Assert.ThrowsAsync<RevocationRejectedException>(() =>
            world.RevokeAsync(ProviderName.Entra, Narrowed with { GrantId = null }));
    }

    [Theory]
    [InlineData("User.Read", "User.Read Mail.Read Mail.Send")]
    [InlineData("User.Read Calendars.Read", "User.Read Mail.Read Mail.Send Calendars.Read")]
    [InlineData("Mail.Send User.Read mail.read", "Mail.Send User.Read mail.read")]
    [InlineData(null, "User.Read Mail.Read Mail.Send")]
    public async Task Restore_AfterNarrowing_GivesBackWhatWasThereAndTakesNothing(string? now, string after)
    {
        await using var world = await WithGrantAsync("User.Read Mail.Read Mail.Send");
        var there = await ReadAsync(world, Narrowed);
        var recipe = new RestoreRecipe("entra", "entra", Id, "Principal", AppId, "App", Boss, null, "Microsoft Graph", [])
        {
            Entries = there.Entries,
        };
        world.Graph.RemoveGrants(grant => grant.Id == Id);
        if (now is not null)
            world.Graph.Add(new SimulatedPermissionGrant(Id, App, Boss, now));

        for (var time = 0; time < 2; time++)
            await world.Revoker(ProviderName.Entra).RestoreAsync(recipe, CancellationToken.None);

        Assert.Equal(after, Assert.Single(world.Graph.Grants, grant => grant.PrincipalId == Boss).Scope);
        Assert.False(await world.IsGoneAsync(ProviderName.Entra, Narrowed));
    }

    [Theory]
    [InlineData(Id, """{"scope":"User.Read"}""", 204)]
    [InlineData(Id, """{"scope":""}""", 400)]
    [InlineData(Id, """{"scope":null}""", 400)]
    [InlineData(Id, """{}""", 400)]
    [InlineData(Id, """[]""", 400)]
    [InlineData(Id, """{"scope":"User.Read","consentType":"AllPrincipals"}""", 400)]
    [InlineData("another", """{"scope":"User.Read"}""", 404)]
    public async Task Simulator_Patch_ChangesTheScopeOfAGrantThatIsThereAndNothingElse(string id, string body, int status)
    {
        await using var world = await WithGrantAsync("User.Read Mail.Read");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(world.Graph.BaseUrl, $"v1.0/oauth2PermissionGrants/{id}"));
        request.Headers.Add("Authorization", $"Bearer {world.Graph.Options.Token}");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 204 ? "User.Read" : "User.Read Mail.Read", ScopeOf(world, Id));
    }

    private static Task<LiveGrants> ReadAsync(RevokerWorld world, RevocationTarget target) =>
        world.Revoker(ProviderName.Entra).ReadAsync(target, ["User.Read", "Mail.Read", "Mail.Send", "Files.Read"], CancellationToken.None);

    private static string ScopeOf(RevokerWorld world, string id) => world.Graph.Grants.Single(grant => grant.Id == id).Scope;

    private static async Task<RevokerWorld> WithGrantAsync(string scope)
    {
        var world = await RevokerWorld.StartAsync();
        world.Graph.Add(SimulatedPrincipal.MicrosoftGraph);
        world.Graph.Add(new SimulatedPrincipal(App, AppId));
        world.Graph.Add(new SimulatedPermissionGrant(Id, App, Boss, scope));
        world.Graph.Add(new SimulatedPermissionGrant("clerks", App, Clerk, "Mail.Read"));
        world.Graph.Add(new SimulatedPermissionGrant("everybodys", App, null, "Mail.Read"));
        return world;
    }
}
