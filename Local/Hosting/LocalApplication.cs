using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OAuthAttest.Configuration;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Http;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Hosting.Management;

namespace OAuthAttest.Local.Hosting;

/// <summary>Builds the web application with the functions' services, the engine and the host's own routes.</summary>
internal static class LocalApplication
{
    public static (WebApplication App, HostKeys Keys) Build(LocalHostOptions options, string connectionString, FunctionCatalog catalog)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "OAuthAttest" });
        builder.Configuration.AddInMemoryCollection(FunctionsRegistration.TimerDefaults);
        builder.Configuration.AddInMemoryCollection(
            options.Configuration.Select(setting =>
                KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)
            )
        );
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create<string, string?>($"ConnectionStrings:{FunctionsRegistration.ConnectionName}", connectionString),
        ]);
        var keys = options.Keys ?? KeysOf(builder.Configuration);
        var actingKeys = SettingKey.FirstOf<AccessOptions>(access => access.ActingKeys);
        if (!builder.Configuration.GetSection(actingKeys[..^2]).GetChildren().Any())
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>(actingKeys, $"local={keys.Acting}")]);
        options.ConfigureLogging?.Invoke(builder.Logging);

        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodySize;
        });
        builder.Host.UseDefaultServiceProvider(validation => (validation.ValidateScopes, validation.ValidateOnBuild) = (true, true));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(options.TimeProvider);
        builder.Services.AddOAuthAttest(builder.Configuration);
        builder.Services.AddSettings<LocalOptions>(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton(options.TimeProvider));
        options.ConfigureServices?.Invoke(builder.Services);

        builder.Services.AddSingleton(new DurableEngineOptions
        {
            ConnectionString = connectionString,
            TimeProvider = options.TimeProvider,
            ActivityGrace = options.ActivityGrace,
            TimerGrain = options.TimerGrain,
            ExtendedSessions = options.ExtendedSessions,
        });
        builder.Services.AddSingleton(catalog);
        builder.Services.AddSingleton<EngineService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EngineService>());

        var app = builder.Build();
        app.UseRouting();
        app.UseHostAnswers();
        app.MapGet("/", HostEndpoint.WriteUpPageAsync).WithMetadata(HostEndpoint.Marker);
        new ManagementApi(keys, () => app.Services.GetRequiredService<EngineService>().Engine).Map(app);
        return (app, keys);
    }

    private static HostKeys KeysOf(IConfiguration configuration)
    {
        var (minted, given) = (HostKeys.Mint(), configuration.ReadSettings<LocalOptions>());
        return new HostKeys(given.FunctionKey ?? minted.Function, given.MasterKey ?? minted.Master, given.SystemKey ?? minted.System)
        {
            Acting = given.ActingKey ?? minted.Acting,
        };
    }
}
