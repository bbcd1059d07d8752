namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>
/// A simulated organization of GitHub: members, installed apps, fine-grained tokens and credentials of single sign-on, to list and to
/// revoke, for a GitHub App whose tokens may do what they were asked for. Simulates faults.
/// </summary>
public sealed class GitHubSimulator : IAsyncDisposable
{
    private readonly GitHubState state;
    private readonly GitHubTokens tokens;
    private readonly CallLimit limit;
    private readonly SimulatedCalls calls;

    private GitHubSimulator(GitHubSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        state = new GitHubState(options, clock);
        tokens = new GitHubTokens(options, clock);
        limit = new CallLimit(options.Rate, clock);
        calls = new SimulatedCalls(Faults, "x-ratelimit-reset", () => options.Latency);
    }

    public GitHubSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>accessToken</c>, <c>members</c>, <c>membership</c>, <c>user</c>, <c>installations</c>, <c>tokenGrants</c>,
    /// <c>revokeToken</c>, <c>credentials</c>, <c>deleteCredential</c>, <c>uninstall</c>.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>
    /// Breaks pages of the lists <c>members</c>, <c>installations</c>, <c>tokenGrants</c>, <c>credentials</c>; a list of one person's is
    /// another list, as <c>tokenGrants?owner</c> and <c>credentials?login</c>.
    /// </summary>
    public ListPages Pages { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    /// <summary>How many calls were over the rate.</summary>
    public int Throttled => limit.Refused;

    /// <summary>The App's private key, as PEM.</summary>
    public string PrivateKey => tokens.PrivateKey;

    public IReadOnlyList<SimulatedInstallation> Installations => state.Installations.All;

    public IReadOnlyList<SimulatedTokenGrant> TokenGrants => state.Tokens.All;

    public IReadOnlyList<SimulatedCredential> Credentials => state.Credentials.All;

    public static async Task<GitHubSimulator> StartAsync(
        GitHubSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new GitHubSimulator(options ?? new GitHubSimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new GitHubEndpoints(
            simulator.Options, simulator.state, simulator.Pages, simulator.tokens, simulator.limit, simulator.calls);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>The settings of a section (<c>Sync</c>, <c>Revocation</c>) that point the app at this organization.</summary>
    public IReadOnlyDictionary<string, string?> Settings(string section) =>
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{section}:GitHub:Organization"] = Options.Organization,
            [$"{section}:GitHub:AppId"] = Options.AppId,
            [$"{section}:GitHub:PrivateKey"] = PrivateKey,
            [$"{section}:GitHub:InstallationId"] = Options.InstallationId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [$"{section}:GitHub:BaseUrl"] = BaseUrl.AbsoluteUri,
        };

    public void Add(SimulatedMember member) => state.Members.Add("", member);

    public void Add(SimulatedInstallation installation) => state.Installations.Add("", installation);

    public void Add(SimulatedTokenGrant token) => state.Tokens.Add("", token);

    public void Add(SimulatedCredential credential) => state.Credentials.Add("", credential);

    /// <summary>Somebody leaves the organization.</summary>
    public void Remove(SimulatedMember member) => state.Members.Remove("", each => each == member);

    /// <summary>An owner uninstalls an app.</summary>
    public void Remove(SimulatedInstallation installation) => state.Installations.Remove("", each => each == installation);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        tokens.Dispose();
    }
}
