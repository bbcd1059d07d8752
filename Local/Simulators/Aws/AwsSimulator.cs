using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>
/// Simulated AWS: STS that lends roles, CloudTrail's history of events in every account and Region and its public keys, S3, and what
/// remediation changes in IAM, Cognito and Identity Center. Checks every signature and every permission, and simulates faults.
/// </summary>
public sealed class AwsSimulator : IAsyncDisposable
{
    public const string AssumeRole = "assumeRole";
    public const string CallerIdentity = "callerIdentity";
    public const string Lookup = "lookup";
    public const string ListObjects = "list";
    public const string GetObject = "get";
    public const string PublicKeys = "keys";

    private readonly SimulatedHistory history;
    private readonly SimulatedCalls calls;
    private readonly AwsEndpoints endpoints;
    private readonly ActingEndpoints acting;
    private readonly AthenaEndpoint athena;

    private AwsSimulator(AwsSimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        history = new SimulatedHistory(clock);
        calls = new SimulatedCalls(Faults, "x-none", () => options.Latency);
        acting = new ActingEndpoints(options, history, clock);
        athena = new AthenaEndpoint(options, options.Athena, Pages);
        endpoints = new AwsEndpoints(
            options,
            new AwsKeys(options, clock),
            new CloudTrailEndpoints(new LookupEndpoint(options, history, Pages), new PublicKeysEndpoint(Signer), athena),
            new BucketEndpoint(options, Buckets, Pages),
            acting,
            Refusals,
            calls,
            clock
        );
    }

    public AwsSimulatorOptions Options { get; }

    /// <summary>
    /// By method: <c>assumeRole:111122223333</c>, <c>callerIdentity</c>, <c>lookup:eu-west-1</c>, <c>keys:eu-west-1</c>,
    /// <c>list:AWSLogs/</c>, <c>get:AWSLogs/…</c>, <c>iam:DetachRolePolicy</c>, <c>athena:StartQueryExecution</c>.
    /// </summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>The same methods; errors with AWS' own names.</summary>
    public AwsRefusals Refusals { get; } = new();

    /// <summary>
    /// Breaks pages of the lists <c>eu-west-1/AttachRolePolicy</c>, <c>bucket/prefix</c>, and <c>results/…</c> with the first column's
    /// name.
    /// </summary>
    public ListPages Pages { get; } = new();

    public SimulatedBuckets Buckets { get; } = new();

    /// <summary>With which CloudTrail signs digest files.</summary>
    public DigestSigner Signer { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    /// <summary>How many look-ups were over the rate.</summary>
    public int Throttled => endpoints.Throttled;

    /// <summary>What Athena was asked, in order.</summary>
    public IReadOnlyList<SimulatedQuery> Queries => athena.Queries;

    /// <summary>What was changed in all accounts, in order.</summary>
    public IReadOnlyCollection<SimulatedChange> Changes => acting.Changes;

    /// <summary>What there is in an account.</summary>
    public SimulatedAccount Account(string id) => acting.Account(id);

    /// <summary>Called at each call, with its method.</summary>
    public Func<string, CallMoment, Task>? OnCall
    {
        get => calls.OnCall;
        set => calls.OnCall = value;
    }

    public static async Task<AwsSimulator> StartAsync(
        AwsSimulatorOptions? options = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        var simulator = new AwsSimulator(options ?? new AwsSimulatorOptions(), clock ?? TimeProvider.System);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, simulator.endpoints.Map, cancellation);
        return simulator;
    }

    /// <summary>A call was made.</summary>
    /// <param name="record">As CloudTrail writes it.</param>
    /// <param name="visibleAt">When the history shows it; null: at once.</param>
    public void Log(string account, string region, string record, DateTimeOffset? visibleAt = null) =>
        history.Add(account, region, record, visibleAt);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        athena.Dispose();
        Signer.Dispose();
    }
}
