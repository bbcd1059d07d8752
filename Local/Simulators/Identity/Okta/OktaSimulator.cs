using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>
/// A simulated Okta org: the System Log, administrators, and grants and tokens that can be read and revoked. Simulates faults.
/// </summary>
public sealed class OktaSimulator : IAsyncDisposable
{
    private readonly OktaState state;
    private readonly CallLimit limit;
    private readonly SimulatedCalls calls;

    private OktaSimulator(OktaSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        state = new OktaState(clock, options.DeletedStayListed);
        limit = new CallLimit(options.Rate, clock);
        calls = new SimulatedCalls(Faults, "X-Rate-Limit-Reset", () => options.Latency);
    }

    public OktaSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>logs</c>, <c>holdings</c>, <c>deleteHoldings</c>, <c>appGrants</c>, <c>deleteAppGrant</c>, <c>deleteUserGrant</c>,
    /// <c>deleteToken</c>, <c>users</c>, <c>apps</c>, <c>assignees</c>, <c>userRoles</c>, <c>groups</c>, <c>groupRoles</c>,
    /// <c>groupUsers</c>, <c>userList</c>, <c>appList</c>, <c>userGrants</c>. Okta's reset header contains Unix seconds.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>
    /// Breaks pages of the lists <c>userList</c>, <c>appList</c>, <c>userGrants</c>, <c>appGrants</c>, <c>holdings</c>, <c>groups</c>,
    /// <c>groupUsers</c>.
    /// </summary>
    public ListPages Pages { get; } = new();

    /// <summary>How many calls were over the rate.</summary>
    public int Throttled => limit.Refused;

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    public IReadOnlyList<SimulatedOktaHolding> Holdings => state.Do(() => state.Holdings.ToList());

    public IReadOnlyList<SimulatedOktaAppGrant> AppGrants => state.Do(() => state.AppGrants.ToList());

    public IReadOnlyList<SimulatedOktaApp> Apps => state.Do(() => state.AppList.ToList());

    public static async Task<OktaSimulator> StartAsync(
        OktaSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new OktaSimulator(options ?? new OktaSimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new OktaEndpoints(
            simulator.Options, simulator.state, simulator.Pages, simulator.limit, simulator.calls);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>
    /// The settings of a section (<c>Polling</c>, <c>Sync</c>, <c>Revocation</c>) that point the app at this org; <c>Sync</c> with the
    /// token that may only read.
    /// </summary>
    /// <param name="withRoster">With the section <c>Polling</c>: the roster is read too.</param>
    public IReadOnlyDictionary<string, string?> Settings(string section, bool withRoster = false)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{section}:Okta:BaseUrl"] = BaseUrl.AbsoluteUri,
            [$"{section}:Okta:ApiToken"] = section == "Sync" ? Options.ReadingToken : Options.ApiToken,
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

    public void AddUser(string login, string id) => Add(new SimulatedOktaUser(id, login));

    public void Add(SimulatedOktaUser user) => state.Do(() =>
    {
        state.Users[user.Login] = user.Id;
        state.Accounts.RemoveAll(each => each.Id == user.Id);
        state.Accounts.Add(user);
        return user;
    });

    /// <summary>Deletes a user; what they held is gone.</summary>
    /// <param name="staysListed">It is still listed, as a directory does for a while.</param>
    public void Delete(string userId, bool staysListed = false) => state.Do(() =>
    {
        foreach (var login in state.Users.Where(user => user.Value == userId).Select(user => user.Key).ToList())
            state.Users.Remove(login);
        state.Holdings.RemoveAll(each => each.UserId == userId);
        return staysListed ? 0 : state.Accounts.RemoveAll(each => each.Id == userId);
    });

    /// <summary>A person takes an app's access away.</summary>
    public void Remove(string holdingId) => state.Do(() => state.Remove(state.Holdings, each => each.Id == holdingId));

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

    public void AddApp(string clientId) => Add(new SimulatedOktaApp(clientId, clientId));

    public void Add(SimulatedOktaApp app) => state.Do(() =>
    {
        state.AppList.Add(app);
        return state.Apps.Add(app.ClientId ?? app.Id);
    });

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
