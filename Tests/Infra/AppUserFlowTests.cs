using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using OAuthAttest.Tests.Functions;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>The jobs from end to end, with the functions signed in as the app's user of a deployment.</summary>
public sealed class AppUserFlowTests : IAsyncLifetime
{
    private DeployedDatabase database = null!;

    public async Task InitializeAsync() => database = await DeployedDatabase.CreateAsync();

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    [Fact]
    public async Task Campaign_SignedInAsTheAppUser_RunsFromTheRehearsalToTheReport()
    {
        await using var world = await FlowWorld.StartAsync(new() { ConfigureServices = database.UseIn }, database: database.Administrator);
        var (keeper, remover) = (await world.AddPersonAsync("keeper"), await world.AddPersonAsync("remover"));
        await world.AddPersonAsync("silent");
        var (kept, removed) = (await world.AddGrantAsync("keeper"), await world.AddGrantAsync("remover"));
        var ignored = await world.AddGrantAsync("silent");
        using (var rehearsal = await world.PostAsync("rehearsals", "{}"))
            Assert.True(rehearsal.IsSuccessStatusCode);
        await world.Host.WhenIdleAsync();

        await world.OpenCampaignAsync();
        await world.KeepAsync(keeper, kept);
        await world.PressAsync(remover, SlackActions.Remove, removed);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        Assert.Equal([removed, ignored], await world.WorklistAsync());
        Assert.Equal("2026Q4:report:closed", Assert.Single(world.LeadMessages).Key);
        await using var db = world.Open();
        Assert.Equal(1, await db.Rehearsals.CountAsync());
        Assert.True((await new AuditVerification(database.App.Source).VerifyAsync(default)).IsIntact);
    }

    [Fact]
    public async Task Escalation_SignedInAsTheAppUser_PagesPostsAndIsAcknowledged()
    {
        await using var world = await CourseWorld.StartAsync(
            new() { ConfigureServices = database.UseIn },
            database: database.Administrator
        );

        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.NotNull(world.Summary);
        Assert.All(await world.EffectsAsync(), effect => Assert.Equal(EffectState.Done, effect.State));
        Assert.Contains("incident.paged", await world.AuditKindsAsync());
        Assert.True((await new AuditVerification(database.App.Source).VerifyAsync(default)).IsIntact);
    }

    [Fact]
    public async Task Feeds_SignedInAsTheAppUser_AreReadWatchedAndTold()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var google = await GoogleSimulator.StartAsync();
        var settings = okta.Settings("Polling").Concat(google.Settings("Polling")).ToDictionary(StringComparer.Ordinal);
        settings["Consents:Google:Secrets:0"] = TestWebhooks.Token;
        await using var world = await CourseWorld.StartAsync(
            new() { Settings = settings, ConfigureServices = database.UseIn },
            database: database.Administrator
        );
        okta.Consent(Consent("uuid-1")).Remove("uuid");
        okta.Consent(Consent("uuid-2"));

        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Messages, message => CourseWorld.IsOf(message, "records-set-aside:okta:"));
        Assert.Single(google.Channels);
        var feeds = await world.Service<FeedStatus>().ReadAsync(CancellationToken.None);
        Assert.Equal(5, feeds.Count);
        Assert.All(feeds, feed => Assert.Equal((FeedStanding.Works, 0), (feed.State, feed.Failures)));
        Assert.All(feeds, feed => Assert.NotNull(feed.LastSucceededAt));
    }

    private static SimulatedOktaConsent Consent(string id) =>
        new(
            id,
            CourseWorld.Start.AddSeconds(-5),
            "app.oauth2.as.consent.grant",
            "00uboss",
            "boss@example.com",
            "0oa1",
            "Mail Helper",
            "okta.users.manage"
        );
}
