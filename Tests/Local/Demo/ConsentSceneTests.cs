using System.Text.RegularExpressions;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Demo.Consents;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Local.Demo;

/// <summary>The demo's second scene, without the campaign before it.</summary>
public sealed partial class ConsentSceneTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 15, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Scene_PlayedAfterTheSyncs_KeepsItsPromisesAndShowsWhatHappened()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new VirtualClock(Start);
        await using var outside = await DemoOutside.StartAsync(clock, CancellationToken.None);
        await outside.FillAsync(CancellationToken.None);
        var team = new TeamTable(database.ConnectionString);
        await team.FillAsync(CancellationToken.None);
        using var trail = SampleTrail.Load();
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = clock,
            Configuration = DemoSettings.For(outside, team, trail),
            ConfigureServices = services => services
                .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedCredential(DemoOutside.ReadingToken)),
            ActivityGrace = TimeSpan.Zero,
        });
        outside.Connect(host);
        await new DemoInventory(host, clock, team).ReadAsync(CancellationToken.None);
        var shown = new StringWriter();
        using var scene = new ConsentScene(
            AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(shown) }),
            host,
            outside,
            clock
        );

        var promises = await scene.PlayAsync(CampaignKey.OfQuarter(Start), CancellationToken.None);

        Assert.Empty(promises.Broken);
        var text = Blanks().Replace(shown.ToString(), " ");
        Assert.Contains("The person is in no part of the privileged roster", text, StringComparison.Ordinal);
        Assert.Contains("ESCALATED. Henrik Lund (Executive, Managing director)", text, StringComparison.Ordinal);
        Assert.Contains("@channel", text, StringComparison.Ordinal);
        Assert.Contains("nothing is consented to again", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[\s│]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
