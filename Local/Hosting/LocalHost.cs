using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Functions;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Hosting.Timers;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;

namespace OAuthAttest.Local.Hosting;

/// <summary>The functions, running on this machine: database, durable engine, HTTP, timers.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly EngineService engineService;
    private readonly PrivateCluster? cluster;
    private readonly NpgsqlDataSource source;
    private readonly IdleGate gate = new();
    private readonly List<FunctionTimer> timers = [];
    private ClockWatch? watch;
    private bool stopped;

    private LocalHost(WebApplication app, HostKeys keys, string connectionString, PrivateCluster? cluster)
    {
        this.app = app;
        this.cluster = cluster;
        Keys = keys;
        ConnectionString = connectionString;
        source = NpgsqlDataSource.Create(connectionString);
        engineService = app.Services.GetRequiredService<EngineService>();
    }

    /// <summary>The address at which the host listens.</summary>
    public Uri BaseUri { get; private set; } = null!;

    public HostKeys Keys { get; }

    public string ConnectionString { get; }

    public IServiceProvider Services => app.Services;

    public DurableEngine Engine => engineService.Engine;

    public DurableTaskClient Client => Engine.Client;

    /// <summary>When the next durable timer or timer function is due; null when neither waits.</summary>
    public DateTimeOffset? NextWakeAt => timers.Select(timer => timer.Due).Append(Engine.NextWakeAt).Min();

    /// <summary>Starts everything; when it returns, requests are served.</summary>
    /// <exception cref="LocalConfigurationException">The settings have mistakes; the message lists all of them.</exception>
    /// <exception cref="PrivateClusterException">There is no database to use.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new LocalHostOptions();
        var catalog = FunctionCatalog.Read(options.FunctionClasses);
        var started = options.ConnectionString is null ? await PrivateCluster.StartAsync(options.Cluster, cancellation) : null;
        LocalHost? host = null;
        try
        {
            var connectionString = options.ConnectionString ?? started!.ConnectionString;
            var (built, keys) = LocalApplication.Build(options, connectionString, catalog);
            host = new LocalHost(built, keys, connectionString, started);
            await host.StartAsync(options, catalog, cancellation);
            return host;
        }
        catch
        {
            if (host is not null)
                await host.DisposeAsync();
            else if (started is not null)
                await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes at a moment when no function runs and none is ready to run: only the clock and callers can bring work.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellation = default)
    {
        do
        {
            await gate.WhenIdleAsync(cancellation);
            await Engine.WhenIdleAsync(cancellation);
        }
        while (!gate.WhenIdleAsync(cancellation).IsCompletedSuccessfully);
    }

    /// <summary>Completes when the host is being stopped; fails when the durable engine cannot continue.</summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellation) =>
        await await Task.WhenAny(app.WaitForShutdownAsync(cancellation), Engine.Failure);

    /// <summary>Stops gracefully: no new requests, running functions end, what is in progress is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped)
            return;
        stopped = true;
        if (watch is not null)
            await watch.DisposeAsync();
        foreach (var timer in timers)
            await timer.DisposeAsync();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await source.DisposeAsync();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    private async Task StartAsync(LocalHostOptions options, FunctionCatalog catalog, CancellationToken cancellation)
    {
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var schedules = ReadSchedules(catalog, configuration);
        await DatabaseMigration.MigrateAsync(ConnectionString, cancellation);
        var store = new TimerStore(source);
        await store.CreateAsync(cancellation);

        var http = new HttpFunctions(Keys, gate, app.Services.GetRequiredService<ILogger<HttpFunctions>>());
        foreach (var (function, trigger) in catalog.With<HttpTriggerAttribute>().Where(pair => IsEnabled(pair.Function, configuration)))
            http.Map(app, engineService.NewInvoker(function), trigger);
        await app.StartAsync(cancellation);
        BaseUri = new Uri(
            app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()
        );

        var logger = app.Services.GetRequiredService<ILogger<FunctionTimer>>();
        foreach (var (function, trigger, schedule) in schedules)
            timers.Add(new FunctionTimer(engineService.NewInvoker(function), trigger, schedule, store, options.TimeProvider, gate, logger));
        foreach (var timer in timers)
            await timer.StartAsync(cancellation);
        watch = new ClockWatch(options.TimeProvider, options.ClockTicks, OnClockSet);
    }

    private void OnClockSet()
    {
        foreach (var timer in timers)
            timer.OnClockSet();
        Engine.OnClockSet();
    }

    // https://learn.microsoft.com/azure/azure-functions/disable-function
    private static bool IsEnabled(FunctionEntry function, IConfiguration configuration) =>
        configuration[$"AzureWebJobs.{function.Name}.Disabled"] is not ("1" or "true" or "True");

    /// <summary>Reports all mistakes of the configuration in one message, those of the schedules too.</summary>
    private List<(FunctionEntry Function, TimerTriggerAttribute Trigger, TimerSchedule Schedule)> ReadSchedules(
        FunctionCatalog catalog, IConfiguration configuration)
    {
        var report = ConfigurationReport.Find(app.Services);
        var schedules = new List<(FunctionEntry, TimerTriggerAttribute, TimerSchedule)>();
        foreach (var (function, trigger) in catalog.With<TimerTriggerAttribute>().Where(pair => IsEnabled(pair.Function, configuration)))
        {
            try
            {
                schedules.Add((function, trigger, TimerSchedule.Read(function.Name, trigger.Schedule, configuration)));
            }
            catch (LocalConfigurationException mistake)
            {
                // The configuration report already names schedules of ours that are missing or invalid.
                if (report?.Contains($"\n  - {trigger.Schedule.Trim('%')} is ", StringComparison.Ordinal) == true
                    || report?.Contains(mistake.Message, StringComparison.Ordinal) == true)
                {
                    continue;
                }
                report = $"{report ?? ConfigurationReport.Heading}\n  - {mistake.Message}";
            }
        }

        return report is null ? schedules : throw new LocalConfigurationException(report);
    }
}
