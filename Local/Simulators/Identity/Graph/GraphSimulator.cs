using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>
/// A simulated Microsoft Graph: directory audits, directory roles, the lists of an inventory, and permission grants to read, change and
/// delete. Simulates faults, throttling and lists that lag behind.
/// </summary>
public sealed class GraphSimulator : IAsyncDisposable
{
    private readonly GraphState state;
    private readonly SimulatedCalls calls;

    private GraphSimulator(GraphSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        state = new GraphState(clock, options.ListingLag);
        calls = new SimulatedCalls(Faults, "Retry-After", () => options.Latency);
    }

    public GraphSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>directoryAudits</c>, <c>servicePrincipals</c>, <c>oauth2PermissionGrants</c>, <c>deleteGrant</c>,
    /// <c>patchGrant</c>, <c>postGrant</c>,
    /// <c>appRoleAssignments</c>, <c>deleteRole</c>, <c>users</c>, <c>roleDefinitions</c>, <c>roleAssignments</c>,
    /// <c>roleEligibilityScheduleInstances</c>, <c>directoryObjects</c>, <c>transitiveMembers</c>,
    /// <c>appRoleAssignedTo</c>, <c>signIns</c>.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>
    /// By list: <c>users</c>, <c>servicePrincipals</c>, <c>oauth2PermissionGrants</c>, <c>appRoleAssignedTo</c>, <c>signIns</c>.
    /// </summary>
    public PageFaults PageFaults { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    public Func<string, CallMoment, Task>? OnCall
    {
        get => calls.OnCall;
        set => calls.OnCall = value;
    }

    public IReadOnlyList<SimulatedPermissionGrant> Grants => state.Do(() => state.Grants.ToList());

    public IReadOnlyList<SimulatedRoleAssignment> Roles => state.Do(() => state.Roles.ToList());

    public static async Task<GraphSimulator> StartAsync(
        GraphSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new GraphSimulator(options ?? new GraphSimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new GraphEndpoints(simulator.Options, simulator.state, simulator.calls, simulator.PageFaults);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>
    /// The settings of a section (<c>Polling</c>, <c>Revocation</c>) that point the app at this tenant; the credential is replaced in the
    /// services.
    /// </summary>
    /// <param name="withRoster">With the section <c>Polling</c>: the roster is read too.</param>
    public IReadOnlyDictionary<string, string?> Settings(string section, bool withRoster = false)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{section}:Entra:TenantId"] = Options.TenantId,
            [$"{section}:Entra:BaseUrl"] = BaseUrl.AbsoluteUri,
        };
        if (section == "Polling")
            settings["Roster:Entra"] = withRoster ? "true" : "false";
        return settings;
    }

    /// <summary>Adds a consent, which the log shows after <paramref name="delay"/>.</summary>
    /// <returns>The record, as a push would carry it too.</returns>
    public JsonObject Consent(SimulatedEntraConsent consent, TimeSpan delay = default)
    {
        var record = GraphRecords.Consent(consent);
        Add(consent.At, record, delay);
        return record;
    }

    /// <summary>Adds any record to the log, unchanged.</summary>
    public void Add(DateTimeOffset at, JsonObject record, TimeSpan delay = default) => state.Audits.Add(at, at + delay, record);

    public void Add(SimulatedPrincipal app) => state.Do(() => Added(state.Principals, app));

    public void Add(SimulatedPermissionGrant grant) => state.Do(() => Added(state.Grants, grant));

    public void Add(SimulatedRoleAssignment role) => state.Do(() => Added(state.Roles, role));

    /// <summary>A person, group or app; replaces one with the same id.</summary>
    public void Add(SimulatedDirectoryObject found) => state.Do(() => state.DirectoryObjects[found.Id] = found);

    public void Add(SimulatedRoleHolder holder) => state.Do(() => Added(state.RoleHolders, holder));

    public void RemoveRoleHolders(Predicate<SimulatedRoleHolder> which) => state.Do(() => state.RoleHolders.RemoveAll(which));

    public void Add(SimulatedEntraUser user) => state.Do(() => Added(state.Directory, user));

    public void Add(SimulatedSignIn signIn) => state.Do(() => Added(state.SignIns, signIn));

    /// <summary>Many grants at once.</summary>
    public void AddRange(IEnumerable<SimulatedPermissionGrant> grants) =>
        state.Do(() =>
        {
            state.Grants.AddRange(grants);
            return state.Grants.Count;
        });

    public int RemoveGrants(Predicate<SimulatedPermissionGrant> which) => state.RemoveGrants(which);

    /// <summary>Deletes the account; its grants stay.</summary>
    public void RemoveUser(string userPrincipalName) => state.Do(() => state.Users.Remove(userPrincipalName));

    public void AddUser(string userPrincipalName, string id) => state.Do(() => state.Users[userPrincipalName] = id);

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private static T Added<T>(List<T> list, T item)
    {
        list.Add(item);
        return item;
    }
}
