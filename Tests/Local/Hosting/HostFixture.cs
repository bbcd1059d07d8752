using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Http;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

/// <summary>A host of the sample functions, shared by the tests of one class.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    internal static readonly HostKeys Keys = new("function-key", "master-key", "system-key");

    private TestDatabase database = null!;

    internal LocalHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Host = await LocalHost.StartAsync(OptionsFor(database) with { MaxRequestBodySize = 64 * 1024 });
        Http = new HttpClient { BaseAddress = Host.BaseUri };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>What the functions' registration requires; no test here calls Slack.</summary>
    internal static Dictionary<string, string?> Settings { get; } = new()
    {
        ["Slack__BotToken"] = "xoxb-of-a-test",
        ["Slack__SigningSecrets__0"] = "secret-of-a-test",
        ["Slack__LeadChannel"] = "C0SECURITY",
        ["Slack__BaseUrl"] = "http://127.0.0.1:9/",
    };

    internal static LocalHostOptions OptionsFor(TestDatabase database) => new()
    {
        ConnectionString = database.ConnectionString,
        Keys = Keys,
        Configuration = Settings,
        FunctionClasses = [typeof(SampleFunctions)],
        ConfigureServices = services => services.AddScoped<ScopedProbe>(),
    };
}
