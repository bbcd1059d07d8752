using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Time;
using OAuthAttest.Tests.Functions.Golden;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>The real functions on the real local engine and PostgreSQL, with a virtual clock: the life of their host.</summary>
internal abstract class HostedWorld(TestDatabase database, VirtualClock clock, HostSetup setup) : DatabaseWorld(database)
{
    public static readonly HostKeys Keys = new("function-key", "master-key", "system-key");

    public VirtualClock Clock => clock;

    public VirtualTimeDriver Time => new(clock, token => Host.WhenIdleAsync(token));

    public LocalHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Warnings and errors of the host, also from before its restarts.</summary>
    public EventLog Log { get; } = new();

    /// <summary>The settings of the host's next start.</summary>
    public Dictionary<string, string?> Settings => setup.Settings;

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Stops the host and starts it again on the same database.</summary>
    public virtual async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    public async Task StopHostAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        var difference = await GoldenReplay.FirstDifferenceAsync(ConnectionString);
        await base.DisposeAsync();
        Assert.True(difference is null, difference);
    }

    protected async Task StartHostAsync()
    {
        var options = Adjust(new LocalHostOptions
        {
            ConnectionString = ConnectionString,
            TimeProvider = clock,
            // Each turn replays, so that every test also tries the determinism of what it runs.
            ExtendedSessions = 0,
            Configuration = setup.Settings,
            Keys = Keys,
            ConfigureLogging = logging => logging.AddProvider(Log),
            ConfigureServices = services =>
            {
                if (setup.Interceptor is { } interceptor)
                    services.AddSingleton(interceptor);
                setup.ConfigureServices?.Invoke(services);
            },
        });
        Host = await LocalHost.StartAsync(setup.ConfigureHost?.Invoke(options) ?? options);
        Http = new HttpClient { BaseAddress = Host.BaseUri };
        Connect(Host.BaseUri);
    }

    /// <summary>Changes the host's options for every test of the world.</summary>
    protected virtual LocalHostOptions Adjust(LocalHostOptions options) => options;

    /// <summary>Tells the simulated services where the host listens.</summary>
    protected virtual void Connect(Uri host)
    {
    }
}
