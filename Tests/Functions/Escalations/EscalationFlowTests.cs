using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Dispatch.Posting;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>Complete escalations, from the consent to the end.</summary>
public sealed class EscalationFlowTests
{
    [Fact]
    public async Task CompanionRecordFirst_ThePageWaitsASecondForTheOneThatNamesTheApp()
    {
        await using var world = await CourseWorld.StartAsync();
        var whole = world.Consent(client: EntraSamples.ClientId, key: "act-1");
        whole = whole with { App = whole.App with { ObjectId = EntraSamples.ObjectId } };
        var companion = whole with { App = new ConsentedApp($"sp:{EntraSamples.ObjectId}", null, ObjectId: EntraSamples.ObjectId) };
        await world.StartAsync(await world.AcceptAsync(companion));
        await world.SettleAsync();
        Assert.Empty(world.Pager.Alerts);

        await world.StartAsync(await world.AcceptAsync(whole));
        await world.PassAsync(TimeSpan.FromSeconds(2));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Contains("let in Mail Helper", alert.Summary, StringComparison.Ordinal);
        Assert.Contains(
            "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions"
            + $"/objectId/{EntraSamples.ObjectId}/appId/{EntraSamples.ClientId}",
            alert.Triggers[0]["links"]!.AsArray().Select(link => (string)link!["href"]!));
        Assert.Equal(EntraSamples.ClientId, (await world.IncidentAsync()).ClientId);
    }

    [Fact]
    public async Task CompanionRecordAlone_IsPagedWithinASecondWithWhatIsKnown()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = world.Consent() with { App = new ConsentedApp("sp:o-1", null, ObjectId: "o-1") };
        await world.StartAsync(await world.AcceptAsync(consent));
        await world.PassAsync(TimeSpan.FromSeconds(1));

        var summary = Assert.Single(world.Pager.Alerts).Summary;
        Assert.Contains("an app without a known name (service principal o-1)", summary, StringComparison.Ordinal);
        Assert.Equal("sp:o-1", (await world.IncidentAsync()).ClientId);
    }

    [Fact]
    public async Task WorseRecordAfterTheIncidentWasResolved_IsPagedAnew()
    {
        await using var world = await CourseWorld.StartAsync();
        var first = world.Consent(key: "act-2");
        await world.StartAsync(await world.AcceptAsync(first));
        await world.PassAsync(TimeSpan.FromSeconds(3));
        await using (var db = world.Open())
            await db.Database.ExecuteSqlAsync($"UPDATE incidents SET state = 'Resolved', is_gathering = false, resolved_at = opened_at");

        await world.StartAsync(await world.AcceptAsync(first with { Scopes = ["RoleManagement.ReadWrite.Directory"] }));
        await world.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(2, world.Pager.Alerts.Count);
        Assert.Contains("critical risk", world.Pager.Alerts[^1].Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrivilegedConsent_PagesPostsAndMeasures_AndTheSummaryGetsTheLink()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal($"consent:{consent.Key}", alert.DedupKey);
        Assert.Contains("boss (boss@example.com) (executive: CFO) let in Mail Helper", alert.Summary, StringComparison.Ordinal);
        var details = alert.Triggers[0]["payload"]!["custom_details"]!.AsObject();
        Assert.Contains("does NOT stop it", (string)details["what to do first"]!, StringComparison.Ordinal);
        Assert.Equal("false", (string)details["publisher verified"]!);
        Assert.Equal("4 s", (string)details["delay from consent to arrival"]!);
        Assert.Equal("read 3 hours ago", (string)details["privileged roster"]!);
        Assert.Equal(
            [
                $"https://attest.example.com/api/escalations/{consent.Key}",
                "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview",
                "https://runbooks.example.com/consent",
            ],
            alert.Triggers[0]["links"]!.AsArray().Select(link => (string)link!["href"]!)
        );

        Assert.Equal(2, world.Messages.Count);
        Assert.Contains($"<{alert.Url}|PagerDuty incident>", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("Mail Helper", Assert.Single(world.Thread).ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(
            [SlackActions.AcknowledgeIncident, SlackActions.RevokeIncident, SlackActions.FalsePositive],
            world.Summary.Buttons().Select(button => button.ActionId)
        );

        var told = Assert.Single(world.Datadog.Events);
        Assert.Equal($"consent:{consent.Key}", told.AggregationKey);
        Assert.Equal(
            ["oauthattest.escalation.count", "oauthattest.escalation.seconds_to_arrival", "oauthattest.escalation.seconds_to_page"],
            world.Datadog.Points.Select(point => point.Metric).Order(StringComparer.Ordinal));
        Assert.All(await world.EffectsAsync(), effect => Assert.Equal(EffectState.Done, effect.State));
        Assert.Contains("incident.paged", await world.AuditKindsAsync());
        var incident = await world.IncidentAsync();
        Assert.Equal((PageRoute.Primary, CourseWorld.Start), (incident.PageRoute, incident.PagedAt!.Value));
    }

    [Fact]
    public async Task ThousandParallelDeliveriesOfOneConsent_AreOnePage()
    {
        await using var world = await CourseWorld.StartAsync();
        var body = Encoding.UTF8.GetBytes(
            OtherSamples
                .Standard.Replace("Cfo@Example.com", "boss@example.com", StringComparison.Ordinal)
                .Replace("2026-10-01T04:59:00Z", "2026-11-25T11:59:00Z", StringComparison.Ordinal)
        );
        var headers = TestWebhooks.Headers(ConsentSource.Standard, body, CourseWorld.Start, id: "flood");
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            using var answer = await ConsentWorld.PostAsync(http, ConsentSource.Standard, body, headers);
            return answer.StatusCode;
        }));
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Single(answers, HttpStatusCode.Accepted);
        Assert.Equal(999, answers.Count(answer => answer == HttpStatusCode.OK));
        Assert.Single(Assert.Single(world.Pager.Alerts).Triggers);
        Assert.Equal(2, world.Messages.Count);
        Assert.Single(world.Datadog.Events);
    }

    /// <summary>A host stored the link and died before it reported that; the next run must report it, so that Slack shows it.</summary>
    [Fact]
    public async Task LaneWithNothingToDo_TellsWhatItsPredecessorLeftForAnother()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        var incident = await world.IncidentAsync();
        Assert.False((await world.Service<PagerDutyDispatcher>().AdvanceAsync(incident.Id, CancellationToken.None)).HasNews);

        await using (var db = world.Open())
        {
            await db.Incidents.ExecuteUpdateAsync(set =>
                set.SetProperty(i => i.PagerDutyUrl, "https://example.pagerduty.com/incidents/Q1")
                    .SetProperty(i => i.Revision, i => i.Revision + 1)
            );
        }

        Assert.True((await world.Service<PagerDutyDispatcher>().AdvanceAsync(incident.Id, CancellationToken.None)).HasNews);
        await world.Service<SlackDispatcher>().AdvanceAsync(incident.Id, CancellationToken.None);
        Assert.Contains("incidents/Q1", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.False((await world.Service<PagerDutyDispatcher>().AdvanceAsync(incident.Id, CancellationToken.None)).HasNews);
    }

    [Fact]
    public async Task PageThatWasRefused_IsSentWithoutItsDetailsFromThenOn()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync(isStarted: false);
        var incident = (await world.Service<IncidentStatusReader>().DecideAsync(consent.Id, CancellationToken.None)).IncidentId!.Value;
        await using (var db = world.Open())
            await db.Database.ExecuteSqlRawAsync("""UPDATE escalation_outbox SET result = '{{"wasRefused": true}}' WHERE kind = 'Page'""");

        await world.Service<PagerDutyDispatcher>().AdvanceAsync(incident, CancellationToken.None);

        Assert.Contains("The details could not be sent", Assert.Single(world.Pager.Alerts).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IncidentThatCannotBeToldOf_IsPagedAllTheSame()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync(isStarted: false);
        var incident = (await world.Service<IncidentStatusReader>().DecideAsync(consent.Id, CancellationToken.None)).IncidentId!.Value;
        await using (var db = world.Open())
            await db.Database.ExecuteSqlAsync($"UPDATE consents SET scopes = ARRAY[NULL]::text[]");

        await world.Service<PagerDutyDispatcher>().AdvanceAsync(incident, CancellationToken.None);

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal($"consent:{consent.Key}", alert.DedupKey);
        Assert.Contains("The details could not be sent", alert.Summary, StringComparison.Ordinal);
        Assert.NotNull((await world.IncidentAsync()).PagedAt);
    }

    [Fact]
    public async Task StandardUser_ExitsWithoutAnOrchestration_AndNothingIsSent()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync("somebody-else");
        await world.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(world.Pager.Alerts);
        Assert.Empty(world.Slack.AllMessages);
        Assert.Empty(world.Datadog.Events);
        Assert.Empty(await world.EffectsAsync());
        Assert.True(consent.IsDecided);
        Assert.Null(await world.Host.Client.GetInstanceAsync(EscalationKey.InstanceId(consent.Key)));
    }

    [Fact]
    public async Task ConsentThatWasNeverStarted_IsStartedByTheSweep()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync(isStarted: false);
        Assert.Empty(world.Pager.Alerts);

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Single(world.Pager.Alerts);
        Assert.NotNull(world.Summary);
    }

    [Fact]
    public async Task OrchestrationThatWasLost_IsRevivedByTheSweep_WithWhatWasLeft()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.Pager.Server.RefuseAsync();
        var consent = await world.LetInAsync();
        var id = OAuthAttest.Escalations.Consents.EscalationKey.InstanceId(consent.Key);
        await world.Host.Client.TerminateInstanceAsync(id, output: null, CancellationToken.None);
        await world.SettleAsync();
        await world.Host.Client.PurgeInstanceAsync(id, CancellationToken.None);
        await world.Pager.Server.AcceptAsync();

        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal($"consent:{consent.Key}", Assert.Single(world.Pager.Alerts).DedupKey);
        Assert.NotNull(world.Summary);
    }

    [Fact]
    public async Task PagerDutyIsWhollyDown_TheChannelIsAlertedOnce_AndThePageFollowsWhenItIsBack()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.Pager.Server.RefuseAsync();
        var consent = await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(45));

        var alarm = Assert.Single(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
        Assert.Contains("<!channel>", alarm.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("not reached PagerDuty", world.Summary.ReadAloud(), StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromMinutes(20));
        await world.Pager.Server.AcceptAsync();
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal($"consent:{consent.Key}", Assert.Single(world.Pager.Alerts).DedupKey);
        Assert.Single(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
        Assert.Contains(
            "got through",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:page-late:")).ReadAloud(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("not reached", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("incident.page_failed", await world.AuditKindsAsync());
    }

    [Fact]
    public async Task WrongRoutingKey_GoesStraightToTheFallback()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["PagerDuty:RoutingKey"] = new string('w', 32) });
        await world.LetInAsync();

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal(world.Pager.Options.FallbackRoutingKey, alert.RoutingKey);
        Assert.Equal(PageRoute.Fallback, (await world.IncidentAsync()).PageRoute);
        var refused = await world.EffectAsync(EffectKind.Page);
        // With its details, and without them.
        Assert.Equal((EffectState.Failed, 2), (refused.State, refused.Attempts));
        Assert.Contains("\"wasRefused\": true", refused.Result!, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task PageIsRefused_TheBareOneIsSentAtOnce_WithEitherKey(int refusals)
    {
        await using var world = await CourseWorld.StartAsync();
        world.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, [.. Enumerable.Repeat(HttpFault.Refused, refusals)]);
        await world.LetInAsync();

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Contains("The details could not be sent", alert.Summary, StringComparison.Ordinal);
        var incident = await world.IncidentAsync();
        Assert.Equal(CourseWorld.Start, incident.PagedAt);
        Assert.Equal(refusals == 1 ? PageRoute.Primary : PageRoute.Fallback, incident.PageRoute);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
    }

    [Fact]
    public async Task FirstKeyDownAndTheSecondRefused_TheFirstIsTriedBareAtOnce_BeforeTheChannelIsAlerted()
    {
        await using var world = await CourseWorld.StartAsync();
        world.Pager.Faults.Next(
            PagerDutyEndpoints.Enqueue,
            [.. Enumerable.Repeat(HttpFault.ServerError, 3), HttpFault.Refused, HttpFault.Refused]
        );
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(world.Pager.Options.RoutingKey, Assert.Single(world.Pager.Alerts).RoutingKey);
        Assert.DoesNotContain(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
    }

    [Fact]
    public async Task UpdateIsRefused_TheBareOneFollows_AndLaterOnesStayBare()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        world.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, HttpFault.Refused);
        await world.LetInAsync("chief-1");
        await world.PassAsync(TimeSpan.FromMinutes(1));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal(2, alert.Triggers.Count);
        Assert.Contains("The details could not be sent", alert.Summary, StringComparison.Ordinal);
        Assert.Equal(2, (await world.IncidentAsync()).ToldConsents);
    }

    [Fact]
    public async Task SlackIsDown_ThePageAndDatadogGoOutAtOnce()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Slack:BaseUrl"] = "http://127.0.0.1:9/api/" });
        await world.LetInAsync();

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.Equal(CourseWorld.Start, (await world.IncidentAsync()).PagedAt);
    }

    [Fact]
    public async Task DatadogIsNotConfigured_ItsEffectsAreSkipped()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Datadog:ApiKey"] = null, ["Datadog:AppKey"] = null });
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.All(await world.EffectsAsync(), effect => Assert.Equal(
            effect.Kind is EffectKind.DatadogEvent or EffectKind.DatadogMetric ? EffectState.Skipped : EffectState.Done, effect.State));
    }

    [Fact]
    public async Task Storm_TwoHundredPeopleOneApp_IsOnePageAndOneSummaryThatTellTheCount()
    {
        await using var world = await CourseWorld.StartAsync();
        for (var batch = 0; batch < 20; batch++)
        {
            var accepted = await world.AcceptAsync([.. Enumerable.Range((batch * 10) + 1, 10).Select(i => world.Consent($"chief-{i}"))]);
            await world.StartAsync(accepted);
            await world.PassAsync(TimeSpan.FromSeconds(2));
        }
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.StartsWith("200 privileged consents", alert.Summary, StringComparison.Ordinal);
        Assert.InRange(alert.Triggers.Count, 2, 6);
        Assert.Contains("*200 privileged consents*", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.InRange(world.Summary.Repaints, 2, 20);
        Assert.Equal(2, world.Messages.Count);
        Assert.Equal(200, world.Datadog.Events.Count);
        Assert.Equal(200, (await world.IncidentAsync()).ToldConsents);
        var history = await world.Host.Engine.GetHistoryAsync(IncidentKeys.InstanceId(alert.DedupKey));
        Assert.InRange(history!.Count, 1, 800);
    }

    [Fact]
    public async Task ConsentThatGrew_UpdatesPageAndDetails()
    {
        await using var world = await CourseWorld.StartAsync();
        var first = world.Consent(key: "same");
        await world.StartAsync(await world.AcceptAsync(first));
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.StartAsync(await world.AcceptAsync(first with { Scopes = ["Directory.ReadWrite.All", .. first.Scopes] }));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Contains("Directory.ReadWrite.All", alert.Triggers[^1].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(world.Thread).Repaints);
        Assert.Equal(2, world.Messages.Count);
    }
}
