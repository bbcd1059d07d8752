using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Hosting;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

public sealed class HostConfigurationTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task StartAsync_SeveralMistakes_ListsEveryOneInOneMessage()
    {
        var options = HostFixture.OptionsFor(database) with
        {
            FunctionClasses = [typeof(NightlyTimer)],
            ConfigureServices = services =>
            {
                services
                    .AddOptions<FirstOptions>()
                    .Validate(_ => false, "First:Name: missing")
                    .Validate(_ => false, "First:Size: below 1")
                    .ValidateOnStart();
                services.AddOptions<SecondOptions>().Validate(_ => false, "Second:Url: not absolute").ValidateOnStart();
            },
        };

        var mistakes = await Assert.ThrowsAsync<LocalConfigurationException>(() => LocalHost.StartAsync(options));

        Assert.Equal(
            [
                "  - First:Name: missing",
                "  - First:Size: below 1",
                "  - NightlySchedule: missing; the timer of Nightly takes its schedule from it",
                "  - Second:Url: not absolute",
            ],
            mistakes.Message.Split('\n').Skip(1).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task StartAsync_ServiceThatCannotBeBuilt_FailsAtTheStart()
    {
        var options = HostFixture.OptionsFor(database) with
        {
            ConfigureServices = services => services.AddSingleton<Captor>().AddScoped<ScopedProbe>(),
        };

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => LocalHost.StartAsync(options));

        Assert.Contains(nameof(ScopedProbe), failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_KeysInTheSettings_AreTheHostsKeys()
    {
        await using var host = await LocalHost.StartAsync(HostFixture.OptionsFor(database) with
        {
            Keys = null,
            Configuration = new Dictionary<string, string?>(HostFixture.Settings) { ["Local__FunctionKey"] = "from-settings" },
        });

        Assert.Equal("from-settings", host.Keys.Function);
        Assert.Equal(43, host.Keys.Master.Length);
        Assert.NotEqual(host.Keys.Master, host.Keys.System);
        Assert.DoesNotContain(host.Keys.Master, host.Keys.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_TheWholeFunctionsAssembly_StartsAndAnswers()
    {
        await using var host = await LocalHost.StartAsync(
            new LocalHostOptions { ConnectionString = database.ConnectionString, Configuration = HostFixture.Settings }
        );
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(host.BaseUri, "api/health"));

        Assert.True(response.IsSuccessStatusCode);
        Assert.NotNull(host.NextWakeAt);
    }

    private sealed class FirstOptions;

    private sealed class SecondOptions;

    private sealed class Captor(ScopedProbe probe)
    {
        public ScopedProbe Probe => probe;
    }

    private static class NightlyTimer
    {
        [Function("Nightly")]
        public static void Run([TimerTrigger("%NightlySchedule%")] TimerInfo timer) => GC.KeepAlive(timer);
    }
}
