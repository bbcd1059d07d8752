using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>
/// A simulated Google Workspace: token endpoint, token and admin reports with their watch channels, and tokens to list and delete.
/// Simulates faults.
/// </summary>
public sealed class GoogleSimulator : IAsyncDisposable
{
    private readonly Dictionary<string, LateLog> logs;
    private readonly GoogleDirectory directory;
    private readonly CallLimit limit;
    private readonly GoogleTokens tokens;
    private readonly GoogleWatch watch;
    private readonly SimulatedCalls calls;

    private GoogleSimulator(GoogleSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        logs = GoogleRecords.EventNames.Keys.ToDictionary(application => application, _ => new LateLog(clock), StringComparer.Ordinal);
        tokens = new GoogleTokens(options);
        watch = new GoogleWatch(options, clock);
        directory = new GoogleDirectory(options, Pages, clock);
        limit = new CallLimit(options.Rate, clock);
        calls = new SimulatedCalls(Faults, "Retry-After", () => options.Latency);
    }

    public GoogleSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>token</c>, <c>activities</c>, <c>users</c>, <c>user</c>, <c>tokens</c>, <c>oneToken</c>, <c>deleteToken</c>,
    /// <c>watch</c>, <c>stop</c>, <c>adminActivities</c>, <c>adminWatch</c>.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>Breaks pages of the lists <c>users</c>, <c>tokens</c>, <c>activities</c>, <c>adminActivities</c>.</summary>
    public ListPages Pages { get; } = new();

    /// <summary>How many calls were over the rate.</summary>
    public int Throttled => limit.Refused;

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    public Func<string, CallMoment, Task>? OnCall
    {
        get => calls.OnCall;
        set => calls.OnCall = value;
    }

    /// <summary>All watch channels of the token report that were ever opened.</summary>
    public IReadOnlyList<SimulatedWatchChannel> Channels => ChannelsOf("token");

    /// <summary>All watch channels of the admin report that were ever opened.</summary>
    public IReadOnlyList<SimulatedWatchChannel> AdminChannels => ChannelsOf("admin");

    public IReadOnlyList<SimulatedGoogleToken> Tokens => directory.Tokens;

    public IReadOnlyList<SimulatedGoogleUser> Users => directory.Users;

    /// <summary>The content of the service account's key file.</summary>
    public string KeyFile => tokens.KeyFile(Options.ServiceAccount, new Uri(BaseUrl, "token"));

    /// <summary>The content of the key file of the service account that reads the inventory.</summary>
    public string ReadingKeyFile => tokens.KeyFile(Options.ReadingServiceAccount, new Uri(BaseUrl, "token"));

    public static async Task<GoogleSimulator> StartAsync(
        GoogleSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new GoogleSimulator(options ?? new GoogleSimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new GoogleEndpoints(
            simulator.Options,
            simulator.logs,
            simulator.directory,
            simulator.Pages,
            simulator.tokens,
            simulator.watch,
            simulator.limit,
            simulator.calls
        );
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>
    /// The settings of a section (<c>Polling</c>, <c>Sync</c>, <c>Revocation</c>) that point the app at this Workspace; <c>Sync</c> with
    /// the service account that reads.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings(string section) =>
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{section}:Google:ServiceAccountKey"] = section == "Sync" ? ReadingKeyFile : KeyFile,
            [$"{section}:Google:Subject"] = Options.Administrator,
            [$"{section}:Google:BaseUrl"] = BaseUrl.AbsoluteUri,
        };

    /// <summary>Adds a consent, which the report shows after <paramref name="delay"/>.</summary>
    /// <returns>The activity, as a watch channel would carry it too.</returns>
    public JsonObject Consent(SimulatedGoogleConsent consent, TimeSpan delay = default)
    {
        var record = GoogleRecords.Consent(consent, Options.CustomerId);
        logs["token"].Add(consent.At, consent.At + delay, record);
        return record;
    }

    /// <summary>Adds a domain-wide delegation, which the admin report shows after <paramref name="delay"/>.</summary>
    /// <inheritdoc cref="Consent" path="/returns"/>
    public JsonObject Delegate(SimulatedGoogleDelegation delegation, TimeSpan delay = default)
    {
        var record = GoogleRecords.Delegation(delegation, Options.CustomerId);
        logs["admin"].Add(delegation.At, delegation.At + delay, record);
        return record;
    }

    /// <summary>Pushes an activity through every live watch channel; null: the message with which a channel begins.</summary>
    /// <returns>The status of each answer.</returns>
    public Task<IReadOnlyList<int>> PushAsync(JsonObject? activity, CancellationToken cancellation = default) =>
        watch.PushAsync(activity, cancellation);

    /// <summary>Adds a use of a token, which the report shows after <paramref name="delay"/>.</summary>
    public void Use(SimulatedGoogleUse use, TimeSpan delay = default) =>
        logs["token"].Add(use.At, use.At + delay, GoogleRecords.Use(use, Options.CustomerId));

    /// <summary>Adds an activity of any of the reports as Google writes it, unchanged.</summary>
    public void Add(DateTimeOffset at, JsonObject activity) => logs[GoogleRecords.Application(activity)].Add(at, at, activity);

    public void AddUser(string email) => directory.AddUser(email);

    public void Add(SimulatedGoogleUser user) => directory.Add(user);

    public void Add(SimulatedGoogleToken token) => directory.Add(token);

    /// <summary>A person takes an app's access away.</summary>
    public void RemoveToken(string email, string clientId) => directory.RemoveToken(email, clientId);

    /// <summary>Deletes a user; their tokens can be read no more.</summary>
    public void Delete(string email) => directory.Delete(email);

    public async ValueTask DisposeAsync()
    {
        tokens.Dispose();
        watch.Dispose();
        await Server.DisposeAsync();
    }

    private IReadOnlyList<SimulatedWatchChannel> ChannelsOf(string application) =>
        [.. watch.Channels.Where(channel => channel.Application == application)];
}
