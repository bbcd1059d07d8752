using System.Globalization;
using System.Net;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Revocations;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Functions.Revocations;

/// <summary>
/// A campaign whose grants live in a simulated Microsoft Graph: real functions, real engine, real PostgreSQL, virtual time. What is on the
/// worklist is removed there, or not.
/// </summary>
internal sealed class RevocationWorld : IAsyncDisposable
{
    public const string Person = "d0000000-0000-4000-8000-000000000001";

    private int made;

    private RevocationWorld(FlowWorld flow, GraphSimulator graph) => (Flow, Graph) = (flow, graph);

    public FlowWorld Flow { get; }

    public GraphSimulator Graph { get; }

    public SimulatedPerson Owner { get; private set; } = null!;

    public DateTimeOffset Now => Flow.Clock.GetUtcNow();

    public static async Task<RevocationWorld> StartAsync(
        RevocationMode mode = RevocationMode.Automatic, HostSetup? setup = null, TestDatabase? database = null)
    {
        var graph = await GraphSimulator.StartAsync();
        graph.Add(SimulatedPrincipal.MicrosoftGraph);
        setup ??= new HostSetup();
        var own = new Dictionary<string, string?>
        {
            ["Revocation:Mode"] = mode.ToString(),
        };
        var changed = setup.Over(graph.Settings("Revocation"), own) with
        {
            ConfigureServices = setup.ConfigureServices
                + (services => services.AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedToken(graph.Options.Token))),
        };
        var world = new RevocationWorld(await FlowWorld.StartAsync(changed, database: database), graph);
        world.Owner = await world.AddPersonAsync("owner", Person);
        return world;
    }

    public async Task<SimulatedPerson> AddPersonAsync(string name, string id)
    {
        await Flow.SaveAsync(TestData.User(id, $"{name}@example.com", name: name));
        Graph.AddUser($"{name}@example.com", id);
        return Flow.AddMember(name);
    }

    /// <summary>A grant of an app of its own, in the inventory and at Graph.</summary>
    public async Task<long> AddGrantAsync(string scope = "Mail.Read", string person = Person, ConsentType consent = ConsentType.Principal)
    {
        var number = ++made;
        var app = TestData.App(AppId(number), $"App {number}", objectId: PrincipalId(number));
        await Flow.SaveAsync(app);
        Graph.Add(new SimulatedPrincipal(PrincipalId(number), AppId(number), $"App {number}"));
        var holder = consent == ConsentType.Principal ? person : null;
        Graph.Add(new SimulatedPermissionGrant(GrantId(number), PrincipalId(number), holder, scope));
        var user = await Flow.OneAsync(db => db.Users.Where(known => known.ExternalId == person).Select(known => known.Id));
        var grant = TestData.Grant(
            app, GrantId(number), holder is null ? null : user, holder, scope.Split(' '), consent, resource: "Microsoft Graph");
        await Flow.SaveAsync(grant);
        await Flow.RefreshInventoryAsync();
        return grant.Id;
    }

    /// <summary>Whether Graph still has the n-th grant.</summary>
    public bool IsAtGraph(int number) => Graph.Grants.Any(grant => grant.ClientId == PrincipalId(number));

    public void ConsentAgain(int number, string scope = "Mail.Read", string person = Person) =>
        Graph.Add(new SimulatedPermissionGrant($"{GrantId(number)}-again", PrincipalId(number), person, scope));

    /// <summary>Opens the campaign, has everything removed, and lets the window end.</summary>
    public async Task CloseWithAllRemovedAsync(params IReadOnlyList<long> grants)
    {
        await Flow.OpenCampaignAsync();
        foreach (var grant in grants)
            await Flow.PressAsync(Owner, SlackActions.Remove, grant);
        await CloseAsync();
    }

    /// <summary>Lets the campaign's window end, or the time in which answers can be corrected; what is released begins.</summary>
    public async Task CloseAsync()
    {
        while (await Flow.CampaignAsync() is { ClosedAt: null, State: not CampaignState.AwaitingDecision } campaign)
        {
            // A step that fails is repeated, also after the window.
            Assert.True(Now < campaign.ClosesAt.AddHours(3), $"The campaign is {campaign.State} after its window.");
            var end = campaign.ClosesAt.AddMinutes(1);
            var hour = Now.AddHours(1);
            await Flow.Time.AdvanceToAsync(Now < end && end < hour ? end : hour);
        }
        await KickAsync();
    }

    /// <summary>What the reconciler does every few minutes.</summary>
    public async Task KickAsync()
    {
        await Flow.Service<RevocationStart>().KickAsync(Flow.Host.Client, campaignId: null, CancellationToken.None);
        await Flow.Host.WhenIdleAsync();
    }

    /// <summary>A named person's act on one item, over HTTP.</summary>
    public async Task<(HttpStatusCode Status, string Body)> ActAsync(long grant, string act, string by = "lead@example.com")
    {
        using var answer = await Flow.PostAsync($"worklist/{FlowWorld.Key}-{grant}/{act}", $$"""{"decidedBy":"{{by}}"}""");
        await Flow.Host.WhenIdleAsync();
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task PassAsync(TimeSpan time) => Flow.Time.AdvanceAsync(time);

    public Task<WorklistItem> ItemAsync(long grant) => Flow.OneAsync(db => db.Worklist.Where(item => item.GrantId == grant));

    public async Task<RevocationState> StateAsync(long grant) => (await ItemAsync(grant)).State;

    /// <summary>The kinds of an item's audit entries, without their first part.</summary>
    public async Task<string> StepsAsync(long grant)
    {
        var subject = $"campaign/{FlowWorld.Key}/worklist/{grant}";
        var kinds = await Flow.ReadAsync(db =>
            db.AuditEvents.Where(e => e.Subject == subject).OrderBy(e => e.Sequence).Select(e => e.Kind));
        return string.Join(' ', kinds.Select(kind => kind[(kind.IndexOf('.', StringComparison.Ordinal) + 1)..]));
    }

    public async ValueTask DisposeAsync()
    {
        await Flow.DisposeAsync();
        Assert.Empty(Graph.Unexpected);
        await Graph.DisposeAsync();
    }

    public static string PrincipalId(int number) => Guid(0xa, number);

    public static string AppId(int number) => Guid(0xb, number);

    public static string GrantId(int number) => string.Create(CultureInfo.InvariantCulture, $"{new string('g', 40)}{number}");

    private static string Guid(int kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind:x}0000000-0000-4000-8000-{number:x12}");
}
