using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Local.Time;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>The app's polling with its own database, simulated providers over HTTP and a clock that the test moves.</summary>
internal sealed class PollWorld : DatabaseWorld
{
    public const string AppId = "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d";
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private const string PushSecret = "a-secret-that-is-long-enough-for-a-door";

    private readonly Dictionary<string, string?> settings;
    private readonly ServiceProvider services;
    private readonly EventLog warnings = new();
    private bool isGuest;

    private PollWorld(
        TestDatabase database,
        VirtualClock clock,
        GraphSimulator graph,
        OktaSimulator okta,
        GoogleSimulator google,
        DatadogSimulator datadog,
        Dictionary<string, string?> settings
    )
        : base(database)
    {
        this.settings = settings;
        (Clock, Graph, Okta, Google, Datadog) = (clock, graph, okta, google, datadog);
        Credential = new FixedToken(graph.Options.Token);
        settings["ConnectionStrings:OAuthAttest"] = database.ConnectionString;
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(warnings))
            .AddSingleton<TimeProvider>(clock)
            .AddOAuthAttest(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddKeyedSingleton<TokenCredential>(PollingOptions.Section, Credential)
            .AddKeyedSingleton(PollingOptions.Section, new RequestPace(10_000, TimeSpan.FromSeconds(1), TimeProvider.System))
            .BuildServiceProvider();
    }

    public VirtualClock Clock { get; }

    public GraphSimulator Graph { get; }

    public OktaSimulator Okta { get; }

    public GoogleSimulator Google { get; }

    public DatadogSimulator Datadog { get; }

    public FixedToken Credential { get; }

    /// <summary>Ids of the events logged at Warning and above.</summary>
    public IReadOnlyCollection<int> Warnings => [.. warnings.Lines.Select(line => line.Id)];

    /// <summary>The consents of the polled pages whose orchestrations must be started.</summary>
    public List<AcceptedConsent> Started { get; } = [];

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<PollWorld> StartAsync(
        int pageSize = 100, Dictionary<string, string?>? settings = null, GoogleSimulatorOptions? google = null)
    {
        var clock = new VirtualClock(Start);
        var graph = await GraphSimulator.StartAsync(new GraphSimulatorOptions { PageSize = pageSize }, clock);
        var okta = await OktaSimulator.StartAsync(new OktaSimulatorOptions { PageSize = pageSize }, clock);
        var workspace = await GoogleSimulator.StartAsync((google ?? new()) with { PageSize = pageSize }, clock);
        var datadog = await DatadogSimulator.StartAsync(clock: clock);
        var own = new Dictionary<string, string?>
        {
            ["Consents:Entra:Secrets:0"] = PushSecret,
            ["Consents:Okta:Secrets:0"] = PushSecret,
            ["Consents:Google:Secrets:0"] = PushSecret,
        };
        var all = TestSettings.Of(
            own, graph.Settings("Polling"), okta.Settings("Polling"), workspace.Settings("Polling"), datadog.Settings(), settings ?? []);
        return new PollWorld(await TestDatabase.CreateAsync(), clock, graph, okta, workspace, datadog, all);
    }

    /// <summary>The same world after a deployment with other settings; only the first one is disposed with its simulators.</summary>
    public PollWorld With(Dictionary<string, string?> changes) =>
        new(Database, Clock, Graph, Okta, Google, Datadog, TestSettings.Of(settings, changes)) { isGuest = true };

    public Task<PollResult> PollAsync(ConsentSource source) => Service<ConsentPoller>().PollAsync(
        source, Now,
        (accepted, _) =>
        {
            Started.AddRange(accepted.Where(consent => consent.HasChanged));
            return Task.CompletedTask;
        },
        CancellationToken.None);

    public Task<int> ReportMissedAsync(ConsentSource source) => Service<MissedPushes>().ReportAsync(source, Now, CancellationToken.None);

    /// <summary>Adds a consent, which the provider's log shows after the delay.</summary>
    /// <returns>The record, as a push would carry it too.</returns>
    public JsonObject Consent(ConsentSource source, int number, DateTimeOffset? at = null, TimeSpan delay = default) =>
        source switch
        {
            ConsentSource.Entra => Graph.Consent(
                new SimulatedEntraConsent(
                    $"00000000-0000-4000-8000-{number:D12}",
                    at ?? Now,
                    $"10000000-0000-4000-8000-{number:D12}",
                    $"person-{number}@example.com",
                    AppId,
                    "Mail Helper",
                    "Mail.Read offline_access"
                ),
                delay
            ),
            ConsentSource.Okta => Okta.Consent(
                new SimulatedOktaConsent(
                    $"uuid-{number}",
                    at ?? Now,
                    "app.oauth2.as.consent.grant",
                    $"00u{number}",
                    $"person-{number}@example.com",
                    "0oa1",
                    "Mail Helper",
                    "okta.users.manage"
                ),
                delay
            ),
            ConsentSource.Google => Google.Consent(
                new SimulatedGoogleConsent(
                    $"-{number}",
                    at ?? Now,
                    $"{number}",
                    $"person-{number}@example.com",
                    "client.apps.googleusercontent.com",
                    "Mail Helper",
                    "https://mail.google.com/"
                ),
                delay
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
        };

    /// <summary>Pushes the record, through the checks and the parser of the source's webhook.</summary>
    public async Task PushAsync(ConsentSource source, JsonObject record)
    {
        var body = source switch
        {
            ConsentSource.Okta => new JsonObject
            {
                ["eventType"] = "com.okta.event_hook",
                ["source"] = $"{Okta.BaseUrl}api/v1/eventHooks/who1",
                ["data"] = new JsonObject { ["events"] = new JsonArray(record.DeepClone()) },
            },
            // The envelope of diagnostic settings contains the tenant's id.
            ConsentSource.Entra => new JsonObject
            {
                ["tenantId"] = Graph.Options.TenantId,
                ["category"] = "AuditLogs",
                ["properties"] = record.DeepClone(),
            },
            _ => record,
        };
        var reading = Service<ConsentWebhooks>()
            .Open(source, new ConsentDelivery(Header, Encoding.UTF8.GetBytes(body.ToJsonString())), Now);
        Assert.Null(reading.Refusal);
        await Service<ConsentInbox>().AcceptAsync(reading.Consents, ConsentArrival.Push, Now, CancellationToken.None);

        static string? Header(string name) => name switch
        {
            "Content-Type" => "application/json",
            "Authorization" or "X-Goog-Channel-Token" => PushSecret,
            _ => null,
        };
    }

    public Task<List<ConsentRecord>> ConsentsAsync() => ReadAsync(db => db.Consents.OrderBy(consent => consent.Id));

    public async Task<PollWatermark?> WatermarkAsync(ConsentSource source) =>
        (await ReadAsync(db => db.PollWatermarks.Where(mark => mark.Source == source && mark.Part == FeedPart.Poll))).SingleOrDefault();

    /// <summary>How the poll of the source goes.</summary>
    public async Task<FeedHealth?> HealthAsync(ConsentSource source, FeedPart part = FeedPart.Poll) =>
        (await ReadAsync(db => db.FeedHealth.Where(row => row.Source == source.Feed() && row.Part == part))).SingleOrDefault();

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    public override async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (isGuest)
            return;
        Assert.Empty(Graph.Unexpected.Concat(Okta.Unexpected).Concat(Google.Unexpected).Concat(Datadog.Unexpected));
        await Graph.DisposeAsync();
        await Okta.DisposeAsync();
        await Google.DisposeAsync();
        await Datadog.DisposeAsync();
        await base.DisposeAsync();
    }
}
