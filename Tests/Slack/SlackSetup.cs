using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Tests.Slack;

/// <summary>A simulated workspace, and the services that talk to it.</summary>
internal sealed class SlackSetup : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider provider;

    private SlackSetup(SlackSimulator slack, TestDatabase? database, ServiceProvider provider) =>
        (Slack, Database, this.provider) = (slack, database, provider);

    public SlackSimulator Slack { get; }

    public TestDatabase? Database { get; }

    public ISlackWorkspace Workspace => provider.GetRequiredService<ISlackWorkspace>();

    public SlackOutbox Outbox => provider.GetRequiredService<SlackOutbox>();

    public SlackPacer Pacer => provider.GetRequiredService<SlackPacer>();

    public SlackDirectory Directory => provider.GetRequiredService<SlackDirectory>();

    public static async Task<SlackSetup> StartAsync(
        bool withDatabase = false,
        SlackSimulatorOptions? options = null,
        Dictionary<string, string?>? settings = null
    )
    {
        var slack = await SlackSimulator.StartAsync(options, new FakeTimeProvider(Now));
        var database = withDatabase ? await TestDatabase.CreateAsync() : null;
        var services = new ServiceCollection().AddLogging();
        if (database is not null)
            services.AddPersistence(database.ConnectionString);
        services.AddSlack(Configuration(slack.BaseUrl, settings));
        // Without the pause of all senders, which follows the real clock and needs a database.
        services.AddSingleton<ISlackWorkspace>(provider => provider.GetRequiredService<SlackWorkspace>());
        return new SlackSetup(slack, database, services.BuildServiceProvider());
    }

    public static IConfiguration Configuration(Uri baseUrl, Dictionary<string, string?>? settings = null)
    {
        var own = new Dictionary<string, string?>
        {
            ["Slack:RequestTimeout"] = "00:01:00",
            ["Slack:RetryDelay"] = "00:00:00.010",
        };
        var values = TestSettings.Of(new SlackSimulatorOptions().Settings(baseUrl, "C0LEAD"), own, settings ?? []);
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>For calls that get no response: a short timeout, but long enough for a busy machine to receive the request.</summary>
    public async Task<T> HurryAsync<T>(Func<Task<T>> call)
    {
        var options = provider.GetRequiredService<IOptions<SlackOptions>>().Value;
        var before = options.RequestTimeout;
        options.RequestTimeout = TimeSpan.FromSeconds(2);
        try
        {
            return await call();
        }
        finally
        {
            options.RequestTimeout = before;
        }
    }

    public SimulatedPerson AddPerson(string id = "U0JANE") =>
        Slack.Add(new SimulatedUser { Id = id, RealName = "Jane Doe", Email = $"{id.ToLowerInvariant()}@example.com" });

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Slack.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
    }
}
