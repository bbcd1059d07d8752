using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Datadog;
using OAuthAttest.Local.Simulators.Datadog;

namespace OAuthAttest.Tests.Datadog;

/// <summary>A simulated Datadog organisation, and the service that talks to it.</summary>
internal sealed class DatadogSetup : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 30, 0, TimeSpan.Zero);

    private readonly ServiceProvider provider;

    private DatadogSetup(DatadogSimulator organisation, ServiceProvider provider) =>
        (Organisation, this.provider) = (organisation, provider);

    public DatadogSimulator Organisation { get; }

    public IDatadog Datadog => provider.GetRequiredService<IDatadog>();

    public static async Task<DatadogSetup> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var clock = new FakeTimeProvider(Now);
        var organisation = await DatadogSimulator.StartAsync(clock: clock);
        var values = new Dictionary<string, string?>(organisation.Settings()) { ["Datadog:RequestTimeout"] = "00:01:00" };
        foreach (var (key, value) in settings ?? [])
            values[key] = value;
        return new DatadogSetup(organisation, Services(values, clock));
    }

    public static ServiceProvider Services(Dictionary<string, string?> settings, TimeProvider? clock = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock ?? new FakeTimeProvider(Now));
        services.AddDatadog(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    public static DatadogEvent Event() =>
        new(
            "Privileged consent: Mail Reader",
            "Ada Admin let **Mail Reader** read everybody's mail.",
            "consent:standard-1",
            DatadogEventStatus.Error,
            1,
            Now,
            ["source:standard", "risk:high"],
            new Dictionary<string, object?>
            {
                ["consent_id"] = "standard-1",
                ["scopes"] = new[] { "Mail.Read" },
                ["delay_seconds"] = 1.5,
            },
            [new Uri("https://attest.example/api/escalations/standard-1")]
        );

    /// <summary>For calls that get no response: a short timeout, but long enough for a busy machine to receive the request.</summary>
    public Task HurryAsync(Func<Task> call)
    {
        provider.GetRequiredService<IOptions<DatadogOptions>>().Value.RequestTimeout = TimeSpan.FromSeconds(3);
        return call();
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Organisation.DisposeAsync();
    }
}
