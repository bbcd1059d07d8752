using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>Who lets the app in after a responder acknowledged the incident: PagerDuty notifies nobody of the same alert again.</summary>
public sealed class IncidentNewsTests
{
    [Fact]
    public async Task NewPersonAfterTheAcknowledgement_IsToldByName_PagedAnew_AndOpenUntilSomebodyTakesIt()
    {
        await using var world = await AcknowledgedAsync();
        await world.LetInAsync("chief-1");
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, world.Pager.Alerts.Count);
        var (first, second) = (world.Pager.Alerts[0], world.Pager.Alerts[1]);
        Assert.Equal($"{first.DedupKey}:2", second.DedupKey);
        Assert.StartsWith("NEW since it was acknowledged, 2 consents in all: chief-1", second.Summary, StringComparison.Ordinal);
        Assert.Equal(SimulatedAlertStatus.Triggered, second.Status);
        Assert.Contains(
            "chief-1 (chief-1@example.com)",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:news:")).ReadAloud(),
            StringComparison.Ordinal
        );
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Contains("Open again", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains(second.Url, world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("incident.news", await world.AuditKindsAsync());

        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, second.Status);
        await world.PressAsync(SlackActions.FalsePositive);
        var person = world.Slack.Person(CourseWorld.Responder);
        await person.SubmitAsync(person.OpenViews[^1], "Planned with the vendor under change 4711");
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.All(world.Pager.Alerts, alert => Assert.Equal(SimulatedAlertStatus.Resolved, alert.Status));
        Assert.All(await world.EffectsAsync(), effect =>
            Assert.False(effect.State is EffectState.Pending or EffectState.Sending, effect.Key)
        );
        var instance = await world.Host.Client.GetInstanceAsync(IncidentKeys.InstanceId(first.DedupKey), CancellationToken.None);
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, instance!.RuntimeStatus);
    }

    [Fact]
    public async Task SamePersonAgain_WithoutAHigherRisk_IsNoNews()
    {
        await using var world = await AcknowledgedAsync();
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Single(world.Pager.Alerts);
        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
        Assert.DoesNotContain(world.Thread, message => CourseWorld.IsOf(message, "slack-note:"));
    }

    [Fact]
    public async Task SamePersonAgain_ForAnotherAccount_IsNews()
    {
        await using var world = await AcknowledgedAsync();
        var consent = world.Consent() with { Principals = ["account-other"] };
        await world.StartAsync(await world.AcceptAsync(consent));
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, world.Pager.Alerts.Count);
        Assert.Contains("account-other", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownPerson_WithChannelOnly_IsToldAndPagesNobody()
    {
        await using var world = await AcknowledgedAsync(new() { ["Escalation:UnknownPerson"] = "Channel" });
        await world.StartAsync(await world.AcceptAsync(world.Consent() with { Who = new("8", null, "octo-admin") }));
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Single(world.Pager.Alerts);
        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
        Assert.Contains("octo-admin", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrivilegedPerson_AfterAnUnpagedIncidentWasAcknowledged_IsTheFirstPage_AndOpensItAgain()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Escalation:UnknownPerson"] = "Channel" });
        await world.StartAsync(await world.AcceptAsync(world.Consent() with { Who = new("8", null, "octo-admin") }));
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Empty(world.Pager.Alerts);

        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(SimulatedAlertStatus.Triggered, Assert.Single(world.Pager.Alerts).Status);
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, Assert.Single(world.Pager.Alerts).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HigherRiskAfterTheAcknowledgement_IsPagedAnew_ByAnotherConsentOrTheSameOneThatGrew(bool sameConsent)
    {
        await using var world = await CourseWorld.StartAsync();
        var first = world.Consent(key: "same");
        await world.StartAsync(await world.AcceptAsync(first));
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        string[] more = ["RoleManagement.ReadWrite.Directory", .. first.Scopes];

        await world.StartAsync(await world.AcceptAsync(sameConsent ? first with { Scopes = more } : world.Consent(scopes: more)));
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, world.Pager.Alerts.Count);
        Assert.Equal("critical", world.Pager.Alerts[1].Severity);
        Assert.Contains(
            "risk is higher",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:news:")).ReadAloud(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task StormAfterTheAcknowledgement_IsOneNewAlertThatCounts_AndAsManyNotesAsSomebodyReads()
    {
        await using var world = await AcknowledgedAsync();
        for (var i = 1; i <= 15; i++)
            await world.LetInAsync($"chief-{i}");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, world.Pager.Alerts.Count);
        Assert.Single(world.Pager.Alerts[0].Triggers);
        Assert.Contains("16 consents in all", world.Pager.Alerts[1].Summary, StringComparison.Ordinal);
        Assert.Equal(11, world.Thread.Count(message => CourseWorld.IsOf(message, "slack-note:news:")));
        Assert.Contains("no more notes", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcknowledgedAndResolvedInPagerDuty_CountsForTheNewestAlert()
    {
        await using var world = await AcknowledgedAsync();
        await world.LetInAsync("chief-1");
        await world.PassAsync(TimeSpan.FromSeconds(10));

        await world.Pager.AcknowledgeAsync(world.Pager.Alerts[0], "PLATE");
        await world.Pager.ResolveAsync(world.Pager.Alerts[0], "PLATE");
        await world.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Contains(
            "PLATE resolved alert 1",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:earlier-alert:")).ReadAloud(),
            StringComparison.Ordinal
        );

        await world.Pager.AcknowledgeAsync(world.Pager.Alerts[1], "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal((IncidentState.Acknowledged, "PJANE"), await StateAsync(world));
        await world.Pager.ResolveAsync(world.Pager.Alerts[1], "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(IncidentEnd.ResolvedInPagerDuty, (await world.IncidentAsync()).End);
    }

    [Fact]
    public async Task ResolvedInPagerDuty_EndsTheAlertsBefore()
    {
        await using var world = await AcknowledgedAsync();
        await world.LetInAsync("chief-1");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.Pager.ResolveAsync(world.Pager.Alerts[1], "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.All(world.Pager.Alerts, alert => Assert.Equal(SimulatedAlertStatus.Resolved, alert.Status));
    }

    [Fact]
    public async Task NewsWhileThePageIsStillTried_OpensItAgain_AndThatPageIsNotAcknowledgedAway()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.Pager.Server.RefuseAsync();
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(45));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.LetInAsync("chief-1");
        await world.Pager.Server.AcceptAsync();
        await world.PassAsync(TimeSpan.FromMinutes(6));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal(SimulatedAlertStatus.Triggered, alert.Status);
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task NewsWhileTheLinkOfTheFirstAlertIsLookedFor_LeavesNothingToDoForThatAlert()
    {
        await using var world = await CourseWorld.StartAsync();
        world.Pager.Faults.Next(PagerDutyEndpoints.Incidents, [.. Enumerable.Repeat(HttpFault.ServerError, 100)]);
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.LetInAsync("chief-1");
        world.Pager.Faults.Stop();
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var links = (await world.EffectsAsync()).Where(effect => effect.Kind == EffectKind.PageLink).OrderBy(effect => effect.Id).ToList();
        Assert.Equal([EffectState.Skipped, EffectState.Done], links.Select(link => link.State));
        Assert.Contains(world.Pager.Alerts[1].Url, world.Summary.ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewAlertMeetsARefusalAndAnOutage_AlertsTheChannelOnce()
    {
        await using var world = await AcknowledgedAsync();
        world.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, HttpFault.Refused);
        await world.LetInAsync("chief-1");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, world.Pager.Alerts.Count);
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.Pager.Server.RefuseAsync();
        await world.LetInAsync("chief-2");
        await world.PassAsync(TimeSpan.FromSeconds(45));

        Assert.Contains(
            "chief-2",
            Assert.Single(world.Messages, message => CourseWorld.IsOf(message, "page-failed:")).ReadAloud(),
            StringComparison.Ordinal
        );
        await world.Pager.Server.AcceptAsync();
        await world.PassAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(3, world.Pager.Alerts.Count);
        Assert.EndsWith(":3", world.Pager.Alerts[2].DedupKey, StringComparison.Ordinal);
    }

    private static async Task<CourseWorld> AcknowledgedAsync(Dictionary<string, string?>? settings = null)
    {
        var world = await CourseWorld.StartAsync(settings ?? []);
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        return world;
    }

    private static async Task<(IncidentState, string?)> StateAsync(CourseWorld world)
    {
        var incident = await world.IncidentAsync();
        return (incident.State, incident.AcknowledgedBy);
    }
}
