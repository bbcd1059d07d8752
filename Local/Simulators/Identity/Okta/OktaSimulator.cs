using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>
/// A simulated Okta org: the System Log, administrators, and grants and tokens that can be read and revoked. Simulates faults.
/// </summary>
public sealed class OktaSimulator : IAsyncDisposable
{
    private readonly OktaState state;
    private readonly SimulatedCalls calls;

    private OktaSimulator(OktaSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        state = new OktaState(clock);
        calls = new SimulatedCalls(Faults, "X-Rate-Limit-Reset", () => options.Latency);
    }

    public OktaSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>logs</c>, <c>holdings</c>, <c>deleteHoldings</c>, <c>appGrants</c>, <c>deleteAppGrant</c>, <c>users</c>,
    /// <c>apps</c>, <c>assignees</c>, <c>userRoles</c>, <c>groups</c>, <c>groupRoles</c>, <c>groupUsers</c>. Okta's reset header contains
    /// Unix seconds.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    public IReadOnlyList<SimulatedOktaHolding> Holdings => state.Do(() => state.Holdings.ToList());

    public IReadOnlyList<SimulatedOktaAppGrant> AppGrants => state.Do(() => state.AppGrants.ToList());

    public static async Task<OktaSimulator> StartAsync(
        OktaSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new OktaSimulator(options ?? new OktaSimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new OktaEndpoints(simulator.Options, simulator.state, simulator.calls);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>The settings of a section (<c>Polling</c>, <c>Revocation</c>) that point the app at this org.</summary>
    /// <param name="withRoster">With the section <c>Polling</c>: the roster is read too.</param>
    public IReadOnlyDictionary<string, string?> Settings(string section, bool withRoster = false)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{section}:Okta:BaseUrl"] = BaseUrl.AbsoluteUri,
            [$"{section}:Okta:ApiToken"] = Options.ApiToken,
        };
        if (section == "Polling")
            settings["Roster:Okta"] = withRoster ? "true" : "false";
        return settings;
    }

    /// <summary>Adds a consent, which the log shows after <paramref name="delay"/>.</summary>
    /// <returns>The event, as an event hook would carry it too.</returns>
    public JsonObject Consent(SimulatedOktaConsent consent, TimeSpan delay = default)
    {
        var record = OktaRecords.Consent(consent);
        state.Log.Add(consent.At, consent.At + delay, record);
        return record;
    }

    public void AddUser(string login, string id) => state.Do(() => state.Users[login] = id);

    public void Add(SimulatedOktaRole role) => state.Do(() =>
    {
        state.Roles.Add(role);
        return role;
    });

    public void Add(SimulatedOktaGroup group) => state.Do(() =>
    {
        state.Groups.Add(group);
        return group;
    });

    public void AddApp(string clientId) => state.Do(() => state.Apps.Add(clientId));

    public void Add(SimulatedOktaHolding holding) => state.Do(() =>
    {
        state.Holdings.Add(holding);
        return holding;
    });

    public void Add(SimulatedOktaAppGrant grant) => state.Do(() =>
    {
        state.AppGrants.Add(grant);
        return grant;
    });

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
