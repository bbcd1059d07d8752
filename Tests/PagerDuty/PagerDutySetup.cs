using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Escalations;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty;

namespace OAuthAttest.Tests.PagerDuty;

/// <summary>A simulated PagerDuty account, and the services that talk to it.</summary>
internal sealed class PagerDutySetup : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 30, 0, TimeSpan.Zero);

    private readonly ServiceProvider provider;

    private PagerDutySetup(PagerDutySimulator account, ServiceProvider provider) => (Account, this.provider) = (account, provider);

    public PagerDutySimulator Account { get; }

    public IPagerDutyEvents Events => provider.GetRequiredService<IPagerDutyEvents>();

    public IPagerDutyIncidents Incidents => provider.GetRequiredService<IPagerDutyIncidents>();

    public static async Task<PagerDutySetup> StartAsync(
        Dictionary<string, string?>? settings = null,
        PagerDutySimulatorOptions? options = null
    )
    {
        var clock = new FakeTimeProvider(Now);
        var account = await PagerDutySimulator.StartAsync(options, clock);
        var values = new Dictionary<string, string?>(account.Settings()) { ["PagerDuty:RequestTimeout"] = "00:01:00" };
        foreach (var (key, value) in settings ?? [])
            values[key] = value;
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock);
        services.Configure<EscalationOptions>(escalation => escalation.AppUrl = new Uri("https://attest.example/"));
        services.AddPagerDuty(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return new PagerDutySetup(account, services.BuildServiceProvider());
    }

    public static PagerDutyEvent Trigger(string dedupKey = "consent:standard-1") =>
        new()
        {
            Route = PagerDutyRoute.Primary,
            Action = PagerDutyAction.Trigger,
            DedupKey = dedupKey,
            Payload = new PagerDutyPayload(
                "Ada Admin let Mail Reader read everybody's mail",
                "contoso",
                PagerDutySeverity.Critical,
                Now,
                "Mail Reader",
                "entra",
                "privileged consent",
                new Dictionary<string, object?>
                {
                    ["scopes"] = new[] { "Mail.Read" },
                    ["roster_age_hours"] = 3,
                    ["unverified"] = true,
                    ["note"] = "Zoë <script>",
                }
            ),
            Links = [new PagerDutyLink(new Uri("https://attest.example/api/escalations/standard-1"), "Escalation")],
        };

    public static PagerDutyEvent Change(
        PagerDutyAction action,
        string dedupKey = "consent:standard-1",
        PagerDutyRoute route = PagerDutyRoute.Primary
    ) =>
        new()
        {
            Route = route,
            Action = action,
            DedupKey = dedupKey,
        };

    /// <summary>For calls that get no response: a short timeout, but long enough for a busy machine to receive the request.</summary>
    public async Task<T> HurryAsync<T>(Func<Task<T>> call)
    {
        var options = provider.GetRequiredService<IOptions<PagerDutyOptions>>().Value;
        options.RequestTimeout = TimeSpan.FromSeconds(3);
        return await call();
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Account.DisposeAsync();
    }
}
