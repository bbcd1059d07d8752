using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Functions;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Tests.Identity.Access;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>The app's sync with its own database, a simulated tenant over HTTP and a clock that the test moves.</summary>
internal sealed class SyncWorld : DatabaseWorld
{
    public const string ReadingToken = "simulated-reading-token";
    public const string RevokingToken = "simulated-revoking-token";
    public const string Payroll = "b1b1b1b1-0000-4000-8000-000000000001";
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider services;
    private int requests;

    private SyncWorld(
        TestDatabase database, GraphSimulator graph, FakeTimeProvider clock, Dictionary<string, string?> settings, string token)
        : base(database)
    {
        (Graph, Clock) = (graph, clock);
        settings["ConnectionStrings:OAuthAttest"] = database.ConnectionString;
        settings["Sync:EntraSignInCalls"] = "1000";
        foreach (var (key, value) in graph.Settings("Sync"))
            settings[key] = value;
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Log))
            .AddSingleton<TimeProvider>(Clock)
            .AddOAuthAttest(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedToken(token))
            .BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; }

    public EventLog Log { get; } = new();

    public GraphSimulator Graph { get; }

    public InventorySync Sync => services.GetRequiredService<InventorySync>();

    public IServiceProvider Services => services;

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<SyncWorld> StartAsync(
        GraphSimulatorOptions? options = null,
        Dictionary<string, string?>? settings = null,
        string token = ReadingToken
    )
    {
        options ??= new GraphSimulatorOptions();
        var clock = new FakeTimeProvider(Start);
        var graph = await GraphSimulator.StartAsync(
            options with
            {
                PageSize = options.PageSize == 100 ? 3 : options.PageSize,
                Tokens = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                {
                    [ReadingToken] = ["User.Read.All", "Application.Read.All", "DelegatedPermissionGrant.Read.All", "AuditLog.Read.All"],
                    [RevokingToken] = ["DelegatedPermissionGrant.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"],
                },
            },
            clock
        );
        return new SyncWorld(await TestDatabase.CreateAsync(), graph, clock, settings ?? [], token);
    }

    /// <summary>Eight people, seven apps of which one offers roles, ten grants, seven app roles, and five sign-ins.</summary>
    public void Fill()
    {
        Graph.Add(SimulatedPrincipal.MicrosoftGraph);
        Graph.Add(
            new SimulatedPrincipal(Payroll, "b2b2b2b2-0000-4000-8000-000000000001", "Payroll")
            {
                Roles = [new SimulatedAppRole("c1c1c1c1-0000-4000-8000-000000000001", "Pay.All")],
            }
        );
        for (var app = 0; app < 5; app++)
            Graph.Add(new SimulatedPrincipal(AppObject(app), ClientOf(app), $"App {app}", app == 0 ? "Contoso" : null));
        for (var user = 0; user < 8; user++)
        {
            Graph.Add(new SimulatedEntraUser(UserId(user), $"user{user}@example.com", $"User {user}")
            {
                ManagerMail = user == 0 ? null : "user0@example.com",
                IsEnabled = user != 7,
            });
        }
        for (var grant = 0; grant < 10; grant++)
        {
            Graph.Add(
                new SimulatedPermissionGrant(
                    GrantId(grant), AppObject(grant % 5), grant == 9 ? null : UserId(grant % 8), "User.Read Mail.Read")
            );
        }
        for (var role = 0; role < 7; role++)
        {
            Graph.Add(
                new SimulatedRoleAssignment($"role-{role}", AppObject(role % 5), Payroll, "c1c1c1c1-0000-4000-8000-000000000001")
            );
        }
        for (var signIn = 0; signIn < 5; signIn++)
            Graph.Add(new SimulatedSignIn(ClientOf(signIn), UserId(signIn), Start.AddHours(-signIn)));
        Graph.Add(new SimulatedSignIn(ClientOf(1), UserId(1), Start.AddMinutes(-5), "nonInteractiveUser"));
        Graph.Add(new SimulatedSignIn(ClientOf(2), null, Start.AddMinutes(-7), "servicePrincipal"));
    }

    public static string AppObject(int app) => $"a1a1a1a1-0000-4000-8000-00000000000{app}";

    public static string ClientOf(int app) => $"a2a2a2a2-0000-4000-8000-00000000000{app}";

    public static string UserId(int user) => $"d1d1d1d1-0000-4000-8000-00000000000{user}";

    public static string GrantId(int grant) => $"grant-{grant}";

    public async Task<InventoryRun> BeginAsync(string trigger = "test")
    {
        var begun = await Sync.BeginAsync(new BeginSync("entra", trigger, $"test-{++requests}"), CancellationToken.None);
        return await RunAsync(begun.RunId ?? throw new InvalidOperationException("No run was begun."));
    }

    /// <summary>A whole run; what it waits for passes at once.</summary>
    public async Task<InventoryRun> SyncAsync(TimeSpan? step = null)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        var run = await BeginAsync();
        return await FinishAsync(run, step);
    }

    public async Task<InventoryRun> FinishAsync(InventoryRun run, TimeSpan? step = null)
    {
        for (var steps = 0; steps < 200; steps++)
        {
            var done = await Sync.AdvanceAsync(run.Id, step);
            if (done.IsOver)
                return await RunAsync(run.Id);
            if (done.ResumeAt is { } at && at > Clock.GetUtcNow())
                Clock.Advance(at - Clock.GetUtcNow());
        }
        throw new InvalidOperationException("The run does not end.");
    }

    public Task<InventoryRun> RunAsync(long id) => OneAsync(db => db.InventoryRuns.Where(run => run.Id == id));

    public Task<InventorySource> SourceAsync() => OneAsync(db => db.Sources.Where(source => source.Name == "entra"));

    public Task<OAuthGrant> GrantAsync(string id) => OneAsync(db => db.Grants.Where(grant => grant.ExternalId == id));

    /// <summary>What is known of every grant, without the rows' ids and times.</summary>
    public Task<string> PictureAsync() =>
        ScalarAsync<string>(
            "SELECT string_agg(concat_ws(' ', g.external_id, g.status, a.external_id, g.principal_external_id, g.scopes::text), '|' "
                + "ORDER BY g.external_id) FROM grants g JOIN apps a ON a.id = g.app_id"
        );

    public override async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Graph.DisposeAsync();
        await base.DisposeAsync();
    }
}
