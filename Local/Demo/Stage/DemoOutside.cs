using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The simulated outside services of the demo: real HTTP, with the validation of the real services.</summary>
internal sealed record DemoOutside(
    SlackSimulator Slack,
    PagerDutySimulator Pager,
    DatadogSimulator Datadog,
    GraphSimulator Graph,
    GoogleSimulator Google,
    OktaSimulator Okta,
    AwsSimulator Aws
) : IAsyncDisposable
{
    /// <summary>The token of the app registration that reads the inventory: it may change nothing.</summary>
    public const string ReadingToken = "simulated-reading-token";

    public static async Task<DemoOutside> StartAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var outside = new DemoOutside(
            await SlackSimulator.StartAsync(clock: clock, cancellation: cancellation),
            await PagerDutySimulator.StartAsync(clock: clock, cancellation: cancellation),
            await DatadogSimulator.StartAsync(clock: clock, cancellation: cancellation),
            await GraphSimulator.StartAsync(
                new GraphSimulatorOptions
                {
                    ListingLag = SampleTenant.ListingLag,
                    Tokens = new Dictionary<string, IReadOnlyList<string>> { [ReadingToken] = GraphPermissions.ToRead },
                },
                clock,
                cancellation),
            await GoogleSimulator.StartAsync(
                new GoogleSimulatorOptions { CustomerId = "C03northw", Administrator = "admin@northwind-maps.example" },
                clock,
                cancellation),
            await OktaSimulator.StartAsync(clock: clock, cancellation: cancellation),
            await AwsSimulator.StartAsync(
                new AwsSimulatorOptions
                {
                    Roles = [.. SampleTrail.Accounts.SelectMany(SampleTrail.Roles)],
                    RecordLag = TimeSpan.FromMinutes(5),
                    StsClock = TimeProvider.System,
                },
                clock,
                cancellation));
        outside.Slack.Add(new SimulatedChannel { Id = DemoSettings.AuditChannel });
        outside.Slack.Add(new SimulatedChannel { Id = DemoSettings.LeadChannel });
        outside.Slack.Add(new SimulatedChannel { Id = DemoSettings.SecurityChannel });
        return outside;
    }

    /// <summary>Fills the workspace and the identity providers with the sample company.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        await SampleFiles.FillWorkspaceAsync(Slack, cancellation);
        await SampleTenant.FillAsync(Graph, cancellation);
        await SampleWorkspace.FillAsync(Google, cancellation);
        await SampleOrg.FillAsync(Okta, cancellation);
    }

    /// <summary>Those that the app has in AWS by itself.</summary>
    public IOwnCredentials AwsCredentials => new SimulatedCredentials(Aws.Options);

    /// <summary>Gives the simulators the app's addresses, for interactions and webhooks.</summary>
    public void Connect(LocalHost host)
    {
        Slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        Pager.WebhookUrl = new Uri(host.BaseUri, "api/pagerduty/webhook");
    }

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await Pager.DisposeAsync();
        await Datadog.DisposeAsync();
        await Graph.DisposeAsync();
        await Google.DisposeAsync();
        await Okta.DisposeAsync();
        await Aws.DisposeAsync();
    }
}
