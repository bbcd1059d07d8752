using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>Microsoft Graph read live, over HTTP, into a real database.</summary>
public sealed class LiveInventoryTests
{
    [Fact]
    public async Task Sync_WholeTenant_StoresEveryGrantWithItsFacts()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, null), (run.State, run.Error));
        Assert.Equal((8, 8, 15, 15), (run.Users, run.UsersAdded, run.Grants, run.GrantsAdded));
        Assert.Empty(run.Notes);
        Assert.NotNull(run.EndedAt);
        var everybodys = await world.GrantAsync(SyncWorld.GrantId(9));
        Assert.Equal(ConsentType.Tenant, everybodys.ConsentType);
        var own = await world.GrantAsync(SyncWorld.GrantId(1));
        Assert.Equal(["Mail.Read", "User.Read"], own.Scopes);
        Assert.Equal(SyncWorld.Start.AddMinutes(-5), own.LastUsedAt);
        var roles = await world.ReadAsync(db => db.Grants.Where(grant => grant.ConsentType == ConsentType.Application));
        Assert.Equal(5, roles.Count);
        Assert.All(roles, role => Assert.Equal($"Payroll (b2b2b2b2-0000-4000-8000-000000000001)/Pay.All", Assert.Single(role.Scopes)));
        Assert.Contains(roles, role => role.LastUsedAt == SyncWorld.Start.AddMinutes(-7));
        var user = await world.OneAsync(db => db.Users.Where(user => user.ExternalId == SyncWorld.UserId(7)));
        Assert.Equal((AccountStatus.Deactivated, "user0@example.com"), (user.Status, user.ManagerEmail));
        Assert.Empty(world.Graph.Unexpected);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM inventory_answers"));
    }

    [Fact]
    public async Task Sync_Again_ChangesOnlyWhatDiffers()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        await world.SyncAsync();
        world.Graph.RemoveGrants(grant => grant.Id == SyncWorld.GrantId(2));
        world.Graph.RemoveGrants(grant => grant.Id == SyncWorld.GrantId(3));
        world.Graph.Add(
            new SimulatedPermissionGrant(
                SyncWorld.GrantId(3), SyncWorld.AppObject(3), SyncWorld.UserId(3), "User.Read Files.ReadWrite.All"));
        world.Graph.Add(new SimulatedPermissionGrant("late", SyncWorld.AppObject(0), SyncWorld.UserId(5), "User.Read"));

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, 1, 1, 1), (run.State, run.GrantsAdded, run.GrantsChanged, run.GrantsVanished));
        Assert.Equal(GrantStatus.Vanished, (await world.GrantAsync(SyncWorld.GrantId(2))).Status);
        Assert.Equal(["Files.ReadWrite.All", "User.Read"], (await world.GrantAsync(SyncWorld.GrantId(3))).Scopes);
        Assert.Equal((0, 0, 0), await CountsAsync(world));

        static async Task<(long, long, long)> CountsAsync(SyncWorld world)
        {
            var same = await world.SyncAsync();
            return (same.GrantsAdded, same.GrantsChanged, same.GrantsVanished);
        }
    }

    [Fact]
    public async Task Sync_DeletedGrantThatIsStillListed_VanishesWhenTheListFollows()
    {
        // Longer than the sync's own steps move the clock.
        var lag = TimeSpan.FromDays(1);
        await using var world = await SyncWorld.StartAsync(new GraphSimulatorOptions { ListingLag = lag });
        world.Fill();
        await world.SyncAsync();
        world.Graph.RemoveGrants(grant => grant.Id == SyncWorld.GrantId(2));

        Assert.Equal(0, (await world.SyncAsync()).GrantsVanished);
        world.Clock.Advance(lag);
        Assert.Equal(1, (await world.SyncAsync()).GrantsVanished);
    }

    [Fact]
    public async Task Sync_TenantWithoutLicenceForTheLog_SaysSoAndIsWhole()
    {
        await using var world = await SyncWorld.StartAsync(new GraphSimulatorOptions { HasSignInLog = false });
        world.Fill();

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, 15), (run.State, run.Grants));
        Assert.Contains("sign-in log was not read", Assert.Single(run.Notes), StringComparison.Ordinal);
        Assert.Null((await world.GrantAsync(SyncWorld.GrantId(1))).LastUsedAt);
    }

    [Fact]
    public async Task Sync_ProviderThatThrottles_IsWaitedForAndReadWhole()
    {
        await using var world = await SyncWorld.StartAsync(new GraphSimulatorOptions { CallsPerSecond = 8 });
        world.Fill();

        var run = await world.SyncAsync();

        Assert.Equal((RunState.Succeeded, 15), (run.State, run.Grants));
        Assert.True(
            await world.ScalarAsync<bool>("SELECT isfinite(blocked_until) FROM provider_pace WHERE bucket = 'sync:entra'"),
            "a 429 holds all workers back"
        );
    }

    [Fact]
    public async Task Sync_LongWaitAskedFor_IsTakenByTheRunAndNotByTheWorker()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        world.Graph.Faults.RetryAfterSeconds = 90;
        world.Graph.Faults.Next("oauth2PermissionGrants", HttpFault.None, HttpFault.Throttled);
        var run = await world.BeginAsync();

        var step = await world.Sync.AdvanceAsync(run.Id);

        Assert.Equal((false, world.Clock.GetUtcNow().AddSeconds(90)), (step.IsOver, step.ResumeAt));
        Assert.Equal(1, (await world.RunAsync(run.Id)).Faults);
        var calls = world.Graph.Calls["users"];
        // In the test the provider forgives at once.
        await world.ExecuteAsync("DELETE FROM provider_pace");
        Assert.Equal(RunState.Succeeded, (await world.FinishAsync(run)).State);
        Assert.Equal(calls, world.Graph.Calls["users"]);
    }

    [Fact]
    public async Task Sync_OutageThatDoesNotEnd_FailsTheRunAndMarksTheSource()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        await world.SyncAsync();
        await world.Graph.Server.RefuseAsync();

        var run = await world.SyncAsync();

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("Microsoft Graph", run.Error, StringComparison.Ordinal);
        var source = await world.SourceAsync();
        Assert.True(source.LastFailedAt > source.LastSucceededAt);
        Assert.Equal(15, await world.ScalarAsync<long>("SELECT count(*) FROM grants WHERE status = 'Active'"));
    }

    [Theory]
    [InlineData(SyncWorld.RevokingToken)]
    [InlineData("a-token-of-nobody")]
    public async Task Sync_WithCredentialsThatMayNotRead_Fails(string token)
    {
        await using var world = await SyncWorld.StartAsync(token: token);
        world.Fill();

        var run = await world.SyncAsync();

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("refused the call", run.Error, StringComparison.Ordinal);
        Assert.NotNull((await world.SourceAsync()).LastFailedAt);
    }

    [Fact]
    public async Task ReadingCredentials_AtTheSimulatedTenant_CannotChangeAnything()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        using var client = new HttpClient { BaseAddress = world.Graph.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", SyncWorld.ReadingToken);

        foreach (var method in new[] { HttpMethod.Delete, HttpMethod.Patch })
        {
            var grant = new Uri($"v1.0/oauth2PermissionGrants/{SyncWorld.GrantId(1)}", UriKind.Relative);
            using var request = new HttpRequestMessage(method, grant)
            {
                Content = method == HttpMethod.Patch ? new StringContent("""{"scope":"User.Read"}""") : null,
            };
            using var answer = await client.SendAsync(request);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }

        client.DefaultRequestHeaders.Authorization = new("Bearer", SyncWorld.RevokingToken);
        using var allowed = await client.DeleteAsync(new Uri($"v1.0/oauth2PermissionGrants/{SyncWorld.GrantId(1)}", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(9, world.Graph.Grants.Count);
    }
}
