using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// The real functions on the real local engine and PostgreSQL, a simulated Slack over HTTP, and a clock that jumps from one due
/// time to the next: fourteen days pass as fast as their work is done.
/// </summary>
internal sealed class FlowWorld : HostedWorld
{
    public const string Lead = "C0LEAD";
    public static readonly CampaignKey Key = CampaignKey.Parse("2026Q4");
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 5, 0, 0, TimeSpan.Zero);

    private int made;

    private FlowWorld(TestDatabase database, SlackSimulator slack, VirtualClock clock, HostSetup setup)
        : base(database, clock, setup) => Slack = slack;

    public SlackSimulator Slack { get; }

    public static async Task<FlowWorld> StartAsync(
        HostSetup? setup = null,
        SlackSimulatorOptions? slackOptions = null,
        TestDatabase? database = null
    )
    {
        var clock = new VirtualClock(Start);
        var slack = await SlackSimulator.StartAsync(slackOptions, clock);
        slack.Add(new SimulatedChannel { Id = Lead });
        var own = new Dictionary<string, string?>
        {
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
            ["AzureWebJobs.AuditScopes.Disabled"] = "true",
            ["Campaign:Breaker:MaxShareOfGrants"] = "1",
            ["Campaign:Breaker:MaxShareOfApp"] = "1",
            ["Campaign:MaxShareUnreachable"] = "1",
        };
        var changed = (setup ?? new()).Over(slack.Settings(Lead), own);
        var world = new FlowWorld(database ?? await TestDatabase.CreateAsync(), slack, clock, changed);
        await world.StartHostAsync();
        world.AddMember("lead");
        return world;
    }

    /// <summary>Adds a Slack user and their account at the provider.</summary>
    public async Task<SimulatedPerson> AddPersonAsync(string name, string? manager = null, bool inSlack = true)
    {
        await SaveAsync(
            TestData.User($"account-{name}", $"{name}@example.com", name: name, manager: manager is null ? null : $"{manager}@example.com")
        );
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
        var number = ++made;
        var app = TestData.App($"client-{number}", $"App {number}");
        await SaveAsync(app);
        var user = owner is null
            ? null
            : (long?)await OneAsync(db => db.Users.Where(known => known.ExternalId == $"account-{owner}").Select(known => known.Id));
        var principal = consent == ConsentType.Principal ? $"account-{owner ?? "gone"}" : null;
        var grant = TestData.Grant(app, $"grant-{number}", user, principal, scopes, consent);
        await SaveAsync(grant);
        await RefreshInventoryAsync();
        return grant.Id;
    }

    /// <summary>Adds grants of one app by accounts that are gone.</summary>
    public async Task<IReadOnlyList<long>> AddOrphansAsync(string name, int count)
    {
        var app = TestData.App($"client-{++made}", name);
        await SaveAsync(app);
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            var grant = TestData.Grant(app, $"grant-{++made}", null, $"account-gone-{i}", ["Mail.ReadWrite"]);
            await SaveAsync(grant);
            ids.Add(grant.Id);
        }
        await RefreshInventoryAsync();
        return ids;
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
    public Task GrowAsync(long grantId, params string[] scopes) => ChangeScopesAsync(grantId, scopes);

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

    public Task<Campaign> CampaignAsync() => OneAsync(db => db.Campaigns.Where(campaign => campaign.Key == Key));

    public Task<CampaignParticipant> ParticipantAsync(string name) =>
        OneAsync(db => db.Participants.Where(person => person.Email == $"{name}@example.com"));

    public Task<CampaignItem> ItemAsync(long grantId) => OneAsync(db => db.Items.Where(item => item.GrantId == grantId));

    public Task<List<long>> WorklistAsync() =>
        ReadAsync(db => db.Worklist.OrderBy(item => item.GrantId).Select(item => item.GrantId));

    /// <summary>What was posted, by the end of its key: <c>request</c>, <c>reminder-1</c>, …</summary>
    public static IReadOnlyList<string> Sent(SimulatedPerson person) =>
        [.. person.Messages.Select(message => message.Key![(message.Key!.LastIndexOf(':') + 1)..])];

    public IReadOnlyList<SimulatedMessage> LeadMessages => Slack.Messages(Lead);

    public static Respondent RespondentOf(CampaignParticipant participant) =>
        new(Key, participant.CampaignId, participant.Id, participant.Key);

    public static string UserId(string name) => $"U0{name.ToUpperInvariant()}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Slack.DisposeAsync();
    }

    protected override void Connect(Uri host) => Slack.InteractionsUrl = new Uri(host, "api/slack/interactions");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, $"api/{path}") { Content = content };
        request.Headers.Add("x-functions-key", Keys.Function);
        request.Headers.Add("x-acting-key", Keys.Acting);
        return await Http.SendAsync(request);
    }
}
