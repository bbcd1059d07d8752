using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// The real functions on the real local engine and PostgreSQL, a simulated Slack over HTTP, and a clock that jumps from one due
/// time to the next: fourteen days pass as fast as their work is done.
/// </summary>
internal sealed class FlowWorld : IAsyncDisposable
{
    public const string Lead = "C0LEAD";
    public static readonly CampaignKey Key = CampaignKey.Parse("2026Q4");
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 5, 0, 0, TimeSpan.Zero);
    public static readonly HostKeys Keys = new("function-key", "master-key", "system-key");

    private readonly TestDatabase database;
    private readonly Dictionary<string, string?> settings;
    private readonly IFunctionInterceptor? interceptor;
    private int made;

    private FlowWorld(
        TestDatabase database,
        SlackSimulator slack,
        VirtualClock clock,
        Dictionary<string, string?> settings,
        IFunctionInterceptor? interceptor
    ) => (this.database, Slack, Clock, this.settings, this.interceptor) = (database, slack, clock, settings, interceptor);

    private Action<IServiceCollection>? Configure { get; init; }

    private Func<LocalHostOptions, LocalHostOptions> Options { get; init; } = options => options;

    public SlackSimulator Slack { get; }

    public VirtualClock Clock { get; }

    /// <summary>Warnings and errors of the host, also from before its restarts.</summary>
    public EventLog Log { get; } = new();

    public LocalHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public TestDatabase Database => database;

    public string ConnectionString => database.ConnectionString;

    public VirtualTimeDriver Time => new(Clock, token => Host.WhenIdleAsync(token));

    public static async Task<FlowWorld> StartAsync(
        Dictionary<string, string?>? settings = null, SlackSimulatorOptions? slackOptions = null, TestDatabase? database = null,
        IFunctionInterceptor? interceptor = null, Action<IServiceCollection>? configure = null,
        Func<LocalHostOptions, LocalHostOptions>? options = null)
    {
        var clock = new VirtualClock(Start);
        var slack = await SlackSimulator.StartAsync(slackOptions, clock);
        slack.Add(new SimulatedChannel { Id = Lead });
        var all = new Dictionary<string, string?>
        {
            ["Slack:BotToken"] = slack.Options.BotToken,
            ["Slack:SigningSecrets:0"] = slack.Options.SigningSecret,
            ["Slack:BaseUrl"] = slack.BaseUrl.AbsoluteUri,
            ["Slack:LeadChannel"] = Lead,
            ["Slack:PacePerMinute"] = "0",
            ["Campaign:LeadEmail"] = "lead@example.com",
            // Disabled, because these timers would be due thousands of times.
            ["AzureWebJobs.SweepEscalations.Disabled"] = "true",
            ["AzureWebJobs.ReconcileOrchestrations.Disabled"] = "true",
            ["AzureWebJobs.PollEntra.Disabled"] = "true",
            ["AzureWebJobs.PollOkta.Disabled"] = "true",
            ["AzureWebJobs.PollGoogle.Disabled"] = "true",
            ["AzureWebJobs.WatchGoogle.Disabled"] = "true",
            ["AzureWebJobs.ReadRoster.Disabled"] = "true",
            ["Campaign:Breaker:MaxShareOfGrants"] = "1",
            ["Campaign:Breaker:MaxShareOfApp"] = "1",
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        var world = new FlowWorld(database ?? await TestDatabase.CreateAsync(), slack, clock, all, interceptor)
        {
            Configure = configure,
            Options = options ?? (unchanged => unchanged),
        };
        await world.StartHostAsync();
        world.AddMember("lead");
        return world;
    }

    /// <summary>Stops the host and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    public async Task StopHostAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Adds a Slack user and their account at the provider.</summary>
    public async Task<SimulatedPerson> AddPersonAsync(string name, string? manager = null, bool inSlack = true)
    {
        await using var db = Open();
        db.Add(new DirectoryUser
        {
            Provider = ProviderName.Entra,
            Source = "entra",
            ExternalId = $"account-{name}",
            Email = $"{name}@example.com",
            DisplayName = name,
            ManagerEmail = manager is null ? null : $"{manager}@example.com",
            Status = AccountStatus.Active,
        });
        await db.SaveChangesAsync();
        return inSlack ? AddMember(name) : Slack.Person(UserId(name));
    }

    public SimulatedPerson AddMember(string name) =>
        Slack.Add(
            new SimulatedUser
            {
                Id = UserId(name),
                RealName = name,
                Email = $"{name}@example.com",
            }
        );

    public SimulatedPerson Person(string name) => Slack.Person(UserId(name));

    /// <summary>Adds a grant to the inventory; without an owner it is an orphan.</summary>
    public async Task<long> AddGrantAsync(string? owner, string[]? scopes = null, ConsentType consent = ConsentType.Principal)
    {
        scopes ??= ["User.Read"];
        var number = ++made;
        await using var db = Open();
        var app = new OAuthApp
        {
            Provider = ProviderName.Entra,
            ExternalId = $"client-{number}",
            Name = $"App {number}",
            Publisher = "Contoso",
            PublisherVerified = true,
        };
        db.Add(app);
        await db.SaveChangesAsync();
        var userId = owner is null
            ? null
            : (long?)await db.Users.Where(u => u.ExternalId == $"account-{owner}").Select(u => u.Id).SingleAsync();
        var grant = new OAuthGrant
        {
            Provider = ProviderName.Entra,
            Source = "entra",
            ExternalId = $"grant-{number}",
            AppId = app.Id,
            UserId = userId,
            PrincipalExternalId = consent == ConsentType.Principal ? $"account-{owner ?? "gone"}" : null,
            ConsentType = consent,
            Scopes = scopes,
            ScopeDigest = ScopeDigest.Of(ProviderName.Entra, app.ExternalId, null, consent, scopes),
            Risk = ScopeDictionary.Embedded.RiskOf(ProviderName.Entra, scopes, consent),
            Status = GrantStatus.Active,
        };
        db.Add(grant);
        await db.SaveChangesAsync();
        await RefreshInventoryAsync();
        return grant.Id;
    }

    /// <summary>Sets the inventory's last successful import to now.</summary>
    public async Task RefreshInventoryAsync()
    {
        await using var db = Open();
        if (await db.Sources.SingleOrDefaultAsync(s => s.Name == "entra") is { } source)
            source.LastSucceededAt = Clock.GetUtcNow();
        else
            db.Add(new InventorySource { Name = "entra", Provider = ProviderName.Entra, LastSucceededAt = Clock.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    /// <summary>Changes the grant's scopes in the inventory, as an import would.</summary>
    public async Task GrowAsync(long grantId, params string[] scopes)
    {
        await using var db = Open();
        var grant = await db.Grants.SingleAsync(g => g.Id == grantId);
        var app = await db.Apps.SingleAsync(a => a.Id == grant.AppId);
        grant.Scopes = scopes;
        grant.ScopeDigest = ScopeDigest.Of(grant.Provider, app.ExternalId, grant.Resource, grant.ConsentType, scopes);
        grant.Risk = ScopeDictionary.Embedded.RiskOf(grant.Provider, scopes, grant.ConsentType);
        await db.SaveChangesAsync();
    }

    /// <summary>Opens the campaign over HTTP and lets everybody be asked.</summary>
    public async Task OpenCampaignAsync(string body = "{}")
    {
        using var answer = await PostAsync("campaigns", body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Host.WhenIdleAsync();
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body = "") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return json.RootElement.Clone();
    }

    /// <summary>Presses a button of the person's question that belongs to a grant, and runs everything that follows.</summary>
    public async Task<InteractionResult> PressAsync(
        SimulatedPerson person,
        string action,
        long? grantId = null,
        InteractionOptions? options = null
    )
    {
        var question = Question(person);
        var button = question
            .Buttons()
            .First(b => b.ActionId == action && (grantId is null || b.BlockId.EndsWith($".{grantId}", StringComparison.Ordinal)));
        var result = await person.PressAsync(button, options);
        await Host.WhenIdleAsync();
        return result;
    }

    /// <summary>The message with buttons that asks the person, or asks them as a delegate.</summary>
    public static SimulatedMessage Question(SimulatedPerson person) =>
        person.Messages.Last(message =>
            message.Key!.EndsWith(":request", StringComparison.Ordinal) || message.Key.EndsWith(":escalation", StringComparison.Ordinal)
        );

    public async Task KeepAsync(SimulatedPerson person, long grantId, string? reason = null)
    {
        var result = await PressAsync(person, SlackActions.Keep, grantId);
        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        if (reason is not null)
        {
            await person.SubmitAsync(person.OpenViews[^1], reason);
            await Host.WhenIdleAsync();
        }
    }

    public async Task<Campaign> CampaignAsync()
    {
        await using var db = Open();
        return await db.Campaigns.AsNoTracking().SingleAsync(c => c.Key == Key);
    }

    public async Task<CampaignParticipant> ParticipantAsync(string name)
    {
        await using var db = Open();
        return await db.Participants.AsNoTracking().SingleAsync(p => p.Email == $"{name}@example.com");
    }

    public async Task<CampaignItem> ItemAsync(long grantId)
    {
        await using var db = Open();
        return await db.Items.AsNoTracking().SingleAsync(i => i.GrantId == grantId);
    }

    public async Task<IReadOnlyList<long>> WorklistAsync()
    {
        await using var db = Open();
        return await db.Worklist.AsNoTracking().OrderBy(w => w.GrantId).Select(w => w.GrantId).ToListAsync();
    }

    /// <summary>What was posted, by the end of its key: <c>request</c>, <c>reminder-1</c>, …</summary>
    public static IReadOnlyList<string> Sent(SimulatedPerson person) =>
        [.. person.Messages.Select(message => message.Key![(message.Key!.LastIndexOf(':') + 1)..])];

    public IReadOnlyList<SimulatedMessage> LeadMessages => Slack.Messages(Lead);

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public static Respondent RespondentOf(CampaignParticipant participant) =>
        new(Key, participant.CampaignId, participant.Id, participant.Key);

    public OAuthAttestDb Open() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(database.Source).Options);

    public static string UserId(string name) => $"U0{name.ToUpperInvariant()}";

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        await Slack.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task StartHostAsync()
    {
        Host = await LocalHost.StartAsync(Options(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = Clock,
            Configuration = settings,
            Keys = Keys,
            ConfigureLogging = logging => logging.AddProvider(Log),
            ConfigureServices = services =>
            {
                if (interceptor is not null)
                    services.AddSingleton(interceptor);
                Configure?.Invoke(services);
            },
        }));
        Http = new HttpClient { BaseAddress = Host.BaseUri };
        Slack.InteractionsUrl = new Uri(Host.BaseUri, "api/slack/interactions");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, $"api/{path}") { Content = content };
        request.Headers.Add("x-functions-key", Keys.Function);
        request.Headers.Add("x-acting-key", Keys.Acting);
        return await Http.SendAsync(request);
    }
}
