using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Demo.Audits;
using OAuthAttest.Local.Demo.Consents;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Management;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Reporting;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>Everything the demo runs on: a private database, the host, simulated services, people, and a virtual clock.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly DateTimeOffset CurtainUp = new(2026, 9, 30, 16, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly IAnsiConsole console;
    private readonly VirtualClock clock = new(CurtainUp);
    private readonly AnswerBook book = new();
    private readonly HttpClient http = new();
    private readonly int seed;
    private readonly SampleTrail trail = SampleTrail.Load();
    private DemoOutside outside = null!;
    private LocalHost host = null!;
    private PrivateCluster cluster = null!;
    private DemoInventory inventory = null!;
    private HeldGrants held = null!;
    private IReadOnlyList<DemoPerson> people = [];

    private DemoRun(IAnsiConsole console, int seed) => (this.console, this.seed) = (console, seed);

    private SlackSimulator Slack => outside.Slack;

    private CampaignKey Campaign { get; } = CampaignKey.OfQuarter(CurtainUp.AddDays(1));

    public static async Task<DemoRun> StartAsync(IAnsiConsole console, int seed, CancellationToken cancellation)
    {
        var run = new DemoRun(console, seed);
        try
        {
            await run.SetStageAsync(cancellation);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs all scenes and shows their results; false when an invariant does not hold.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellation)
    {
        var campaign = await PlayCampaignAsync(cancellation);
        var removals = await PlayRemovalsAsync(cancellation);
        using var scene = new ConsentScene(console, host, outside, clock);
        var consents = await scene.PlayAsync(Campaign, cancellation);
        using var audit = new AuditScene(console, host, outside, clock);
        var audits = await audit.PlayAsync(trail, cancellation);
        console.MarkupLineInterpolated($"{(clock.GetUtcNow() - CurtainUp).TotalDays:F0} days in {watch.Elapsed.TotalSeconds:F1} s.");
        return HasKept(campaign, removals, consents, audits);
    }

    /// <summary>Keeps everything running for somebody to explore, until Ctrl-C.</summary>
    public async Task StayAsync(CancellationToken cancellation)
    {
        var code = $"code={host.Keys.Function}";
        var table = new Table().Border(TableBorder.Rounded).AddColumns("What", "Address");
        table.AddRow("Slack, as people see it", Markup.Escape(new Uri(Slack.BaseUrl, "/").AbsoluteUri));
        table.AddRow("PagerDuty, with buttons", Markup.Escape(outside.Pager.BaseUrl.AbsoluteUri));
        table.AddRow("Datadog", Markup.Escape(outside.Datadog.BaseUrl.AbsoluteUri));
        table.AddRow("Escalations as JSON", Markup.Escape($"{host.BaseUri}api/escalations?{code}"));
        table.AddRow("The report as JSON", Markup.Escape($"{host.BaseUri}api/campaigns/{Campaign}?{code}"));
        table.AddRow("The worklist as JSON", Markup.Escape($"{host.BaseUri}api/campaigns/{Campaign}/worklist?{code}"));
        table.AddRow("The worklist as CSV", Markup.Escape($"{host.BaseUri}api/campaigns/{Campaign}/worklist?format=csv&{code}"));
        table.AddRow("Orchestrations", Markup.Escape($"{host.BaseUri}{ManagementApi.Root[1..]}/instances?code={host.Keys.System}"));
        table.AddRow("Health", Markup.Escape($"{host.BaseUri}api/health"));
        table.AddRow("PostgreSQL", Markup.Escape(host.ConnectionString));
        console.Write(table);
        console.MarkupLine("[green]Still up.[/] Ctrl-C ends it.");
        try
        {
            // The virtual clock keeps running, because a click made now may start waits and retries.
            await await Task.WhenAny(host.WaitForShutdownAsync(cancellation), new RealTime(clock).RunAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is the normal way to stop the demo.
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        trail.Dispose();
        if (host is not null)
            await host.DisposeAsync();
        if (outside is not null)
            await outside.DisposeAsync();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    private async Task SetStageAsync(CancellationToken cancellation)
    {
        outside = await DemoOutside.StartAsync(clock, cancellation);
        await outside.FillAsync(cancellation);
        held = HeldGrants.Of(outside);
        console.MarkupLine(
            "Starting a private PostgreSQL, the functions host, and simulated Slack, PagerDuty, Datadog, Entra, Google, Okta and AWS.");
        cluster = await PrivateCluster.StartAsync(cancellation: cancellation);
        var team = await TeamTable.CreateAsync(cluster, cancellation);
        host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                ConnectionString = cluster.ConnectionString,
                TimeProvider = clock,
                Configuration = DemoSettings.For(outside, team, trail),
                ConfigureServices = services => services
                    .AddSingleton<IOwnCredentials>(outside.AwsCredentials)
                    .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedCredential(DemoOutside.ReadingToken))
                    .AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedCredential(outside.Graph.Options.Token)),
            },
            cancellation);
        outside.Connect(host);
        // The first call that removes something will be refused.
        outside.Graph.Faults.Next(GraphEndpoints.DeleteGrant, HttpFault.Refused);
        inventory = new DemoInventory(host, clock, team);
        await inventory.ReadAsync(cancellation);
        await inventory.WriteAsync(console, cancellation);
        people = Cast();
    }

    private async Task<Promises> PlayCampaignAsync(CancellationToken cancellation)
    {
        var director = new DemoDirector(host, clock, people);
        await using (var progress = new DemoProgress(console, clock, book))
        {
            await director.RunUntilAsync(() => IsOverAsync(progress, cancellation), CurtainUp.AddDays(60), cancellation);
        }

        var report = await ReportAsync(cancellation);
        await ClickTooLateAsync(cancellation);
        CampaignReportTables.Write(console, report);
        ShowLeadsMessage();
        var invariants = await DemoInvariants.CheckAsync(host, Slack, book, report, Campaign, cancellation);
        await new SpecialCases(host, Slack, book, report).WriteAsync(console, invariants, cancellation);
        invariants.Write(console);
        var slowest = book.SlowestAnswer.TotalMilliseconds;
        console.MarkupInterpolated($"{book.Clicks} clicks, {book.Repeats} of them twice, {book.ChangesOfMind} answers taken back; ");
        console.MarkupLineInterpolated($"the slowest answer to Slack took {slowest:F0} ms.");
        return invariants;
    }

    private async Task<Promises> PlayRemovalsAsync(CancellationToken cancellation)
    {
        using var scene = new RemovalScene(
            console, host, outside, held, inventory, clock, new DemoDirector(host, clock, people), Campaign);
        return await scene.PlayAsync(cancellation);
    }

    private bool HasKept(params Promises[] scenes)
    {
        // Last, because a log is often seen only by its end.
        foreach (var broken in scenes.SelectMany(scene => scene.Broken))
            console.MarkupLineInterpolated($"[red bold]BROKEN[/] {broken}");
        return scenes.All(scene => scene.AllHold);
    }

    private List<DemoPerson> Cast()
    {
        var chance = new Random(seed);
        var tempers = Enum.GetValues<Temper>();
        return
        [
            .. Slack
                .Users.Where(user => user is { IsBot: false, IsDeleted: false })
                .Select(
                    (user, index) =>
                        new DemoPerson(
                            Slack.Person(user.Id),
                            string.Equals(user.Email, SampleFiles.LeadEmail, StringComparison.OrdinalIgnoreCase)
                                ? Temper.Careful
                                : tempers[index % tempers.Length],
                            new Random(chance.Next()),
                            book
                        )
                ),
        ];
    }

    private async Task<bool> IsOverAsync(DemoProgress progress, CancellationToken cancellation)
    {
        if (await host.Services.GetRequiredService<CampaignStatusReader>().FindAsync(Campaign, cancellation) is not { } campaign)
            return false;
        await progress.ShowAsync(() => host.Services.GetRequiredService<CampaignProgress>().ReadAsync(campaign.CampaignId, cancellation));
        if (book.Grown.Count == 0 && clock.GetUtcNow() >= CurtainUp.AddDays(6))
            book.Grown.UnionWith(await inventory.GrowAsync(cancellation));
        if (campaign.State == CampaignState.AwaitingDecision)
            await ApproveAsync(cancellation);
        return campaign.State is CampaignState.Closed or CampaignState.Cancelled && await HasEndedAsync(cancellation);
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellation) =>
        await host.Client.GetInstanceAsync(Campaign.InstanceId, cancellation) is { IsCompleted: true };

    private async Task ApproveAsync(CancellationToken cancellation)
    {
        var lead = Slack.Users.First(user => string.Equals(user.Email, SampleFiles.LeadEmail, StringComparison.OrdinalIgnoreCase));
        var approve = Slack
            .Messages(DemoSettings.LeadChannel)
            .SelectMany(message => message.Buttons())
            .LastOrDefault(button => button.ActionId == SlackActions.ApproveWorklist);
        if (approve is not null)
            await Slack.Person(lead.Id).PressAsync(approve, cancellation: cancellation);
    }

    private async Task ClickTooLateAsync(CancellationToken cancellation)
    {
        foreach (var person in people.Where(person => person is { Temper: Temper.TooLate, OldScreen: not null }))
            await person.ClickAfterCutOffAsync(person.OldScreen!, cancellation);
    }

    private async Task<CampaignReport> ReportAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseUri, $"api/campaigns/{Campaign}"));
        request.Headers.Add("x-functions-key", host.Keys.Function);
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<CampaignReport>(Json, cancellation)
            ?? throw new DemoFailedException("The campaign has no report.");
    }

    private bool IsReport(SimulatedMessage message) =>
        message.Key?.StartsWith(MessageKeys.Report(Campaign, ""), StringComparison.Ordinal) == true;

    private void ShowLeadsMessage()
    {
        // The report at the close; what a person must act on comes after it.
        foreach (var message in Slack.Messages(DemoSettings.LeadChannel).Where(IsReport).TakeLast(1))
        {
            using var blocks = JsonDocument.Parse($$"""{"blocks":{{message.Blocks}}}""");
            console.Write(new Panel(Markup.Escape(SlackMessageText.Of(blocks.RootElement)))
                .Header("What the security lead reads in Slack").Border(BoxBorder.Rounded));
        }
    }
}
