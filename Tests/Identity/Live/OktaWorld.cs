using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Local.Simulators.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>An org of seven people and a deprovisioned one, each with two apps; lists come in pages of two.</summary>
internal sealed class OktaWorld : IAsyncDisposable
{
    public const int People = 7;

    private OktaWorld(LiveWorld world, OktaSimulator okta) => (World, Okta) = (world, okta);

    public LiveWorld World { get; }

    public OktaSimulator Okta { get; }

    /// <summary>With the token that may read only.</summary>
    public OktaInventory Inventory => new(
        World.Clients,
        new OktaConnection { BaseUrl = Okta.BaseUrl, ApiToken = Okta.Options.ReadingToken },
        World.Reading,
        World.Clock);

    /// <param name="clock">The org's clock; null: that of the world.</param>
    public static async Task<OktaWorld> StartAsync(OktaSimulatorOptions? options = null, TimeProvider? clock = null)
    {
        var world = await LiveWorld.StartAsync();
        var okta = await OktaSimulator.StartAsync((options ?? new OktaSimulatorOptions()) with { PageSize = 2 }, clock ?? world.Clock);
        for (var i = 0; i < 5; i++)
            okta.Add(new SimulatedOktaApp($"0oa{i}", $"App {i}", i == 4 ? "service" : "web", IsClient: i != 3));
        for (var i = 1; i <= People + 1; i++)
        {
            okta.Add(new SimulatedOktaUser($"00u{i}", $"person{i}@example.com", i > People ? "DEPROVISIONED" : "ACTIVE"));
            okta.Add(new SimulatedOktaHolding("grants", $"g{i}d", $"00u{i}", "0oa2", "REVOKED"));
            okta.Add(new SimulatedOktaHolding("grants", $"g{i}a", $"00u{i}", "0oa0", ScopeId: "okta.users.read.self"));
            okta.Add(new SimulatedOktaHolding("grants", $"g{i}b", $"00u{i}", "0oa0", ScopeId: "openid"));
            okta.Add(new SimulatedOktaHolding("grants", $"g{i}c", $"00u{i}", "0oa1", ScopeId: "openid"));
        }
        okta.Add(new SimulatedOktaAppGrant("a1", "0oa4"));
        okta.Add(new SimulatedOktaAppGrant("a2", "0oa1", "okta.groups.read"));
        return new OktaWorld(world, okta);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Okta.Unexpected);
        await Okta.DisposeAsync();
        await World.DisposeAsync();
    }
}
