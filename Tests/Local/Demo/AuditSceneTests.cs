using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Demo.Audits;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using OAuthAttest.Revocations.Providers;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Local.Demo;

/// <summary>The demo's third scene, without the two before it.</summary>
public sealed class AuditSceneTests
{
    [Fact]
    public async Task Scene_FindsTakesBackConfirmsAndUndoes_AndKeepsItsPromises()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new VirtualClock(new DateTimeOffset(2026, 12, 15, 9, 0, 0, TimeSpan.Zero));
        await using var outside = await DemoOutside.StartAsync(clock, CancellationToken.None);
        await SampleFiles.FillWorkspaceAsync(outside.Slack, CancellationToken.None);
        var team = new TeamTable(database.ConnectionString);
        using var trail = SampleTrail.Load();
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = clock,
            Configuration = DemoSettings.For(outside, team, trail),
            ConfigureServices = services => services
                .AddSingleton<IOwnCredentials>(outside.AwsCredentials)
                .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedCredential(DemoOutside.ReadingToken))
                .AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedCredential(outside.Graph.Options.Token)),
        });
        outside.Connect(host);
        var shown = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(shown) });
        console.Profile.Width = 200;
        using var scene = new AuditScene(console, host, outside, clock);

        var promises = await scene.PlayAsync(trail, CancellationToken.None);

        Assert.True(promises.AllHold, $"{string.Join('\n', promises.Broken)}\n{shown}");
        Assert.Contains("Clean: Detach the policy", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("The certificate: what CloudTrail was asked", shown.ToString(), StringComparison.Ordinal);
    }
}
