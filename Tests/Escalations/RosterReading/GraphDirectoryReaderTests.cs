using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Escalations.RosterReading;

public sealed class GraphDirectoryReaderTests
{
    [Fact]
    public async Task TenantWithoutEligibleRoles_IsReadCompletely()
    {
        await using var graph = await GraphSimulator.StartAsync(new GraphSimulatorOptions { HasPrivilegedIdentityManagement = false });
        graph.Add(new SimulatedDirectoryObject("user", "u1", "Ana", "ana@example.com"));
        graph.Add(new SimulatedRoleHolder("u1", "Global Administrator"));
        var reader = Reader(graph);

        var reading = new Reading(10);
        var record = Assert.Single(await reader.ReadAsync(reading, CancellationToken.None));

        Assert.Equal(("ana@example.com", "Global Administrator"), (record.Email, record.Role));
        Assert.Equal(0, reading.Errors.Count);
        Assert.Null(((OAuthAttest.Rosters.IRosterReader)reader).IncompleteBecause);
    }

    [Fact]
    public async Task EligibleRolesAreRefused_TheReadingFails()
    {
        await using var graph = await GraphSimulator.StartAsync();
        graph.Faults.Next("roleEligibilityScheduleInstances", HttpFault.Refused);

        await Assert.ThrowsAsync<ProviderRejectedException>(() => Reader(graph).ReadAsync(new Reading(10), CancellationToken.None));
    }

    private static GraphDirectoryReader Reader(GraphSimulator graph)
    {
        var connection = new EntraConnection { TenantId = graph.Options.TenantId, BaseUrl = graph.BaseUrl };
        var access = new ProviderAccess(
            "Microsoft Graph",
            graph.BaseUrl,
            TimeSpan.FromSeconds(30),
            new EntraAuthorization(new FixedToken(graph.Options.Token), connection)
        );
        var clients = new ServiceCollection().AddProviderAccess().BuildServiceProvider().GetRequiredService<IHttpClientFactory>();
        return new GraphDirectoryReader(new ProviderApi(clients, access, TimeProvider.System));
    }
}
