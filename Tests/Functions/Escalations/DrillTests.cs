using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Local.Drill;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Slack.Messages;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>A drill goes through every service, says everywhere what it is, and ends by itself.</summary>
public sealed class DrillTests
{
    [Fact]
    public async Task Drill_IsMarkedInEveryService_AndEndsSoonAfterItWasAcknowledged()
    {
        await using var world = await CourseWorld.StartAsync();
        var key = await StartAsync(world);
        await world.PassAsync(TimeSpan.FromSeconds(10));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.StartsWith("DRILL, no app was let in", alert.Summary, StringComparison.Ordinal);
        Assert.Contains("started by Ada", alert.Summary, StringComparison.Ordinal);
        Assert.Equal(
            "This is a drill. Acknowledge it, nothing else: it resolves by itself.",
            (string)alert.Triggers[0]["payload"]!["custom_details"]!["what to do first"]!
        );
        Assert.All(world.Messages, message => Assert.StartsWith("DRILL", message.Text, StringComparison.Ordinal));
        Assert.All(world.Messages, message => Assert.StartsWith(":construction: *DRILL.*", message.ReadAloud(), StringComparison.Ordinal));
        Assert.Equal([SlackActions.AcknowledgeIncident], world.Summary.Buttons().Select(button => button.ActionId));
        var told = Assert.Single(world.Datadog.Events);
        Assert.StartsWith("DRILL: ", told.Title, StringComparison.Ordinal);
        Assert.Contains("drill:true", told.Attributes.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(["oauthattest.drill.count"], world.Datadog.Points.Select(point => point.Metric));

        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, alert.Status);
        Assert.Empty(world.Summary.Buttons());
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(SimulatedAlertStatus.Resolved, alert.Status);
        Assert.Contains("The drill is over. Acknowledged by", world.Summary.ReadAloud(), StringComparison.Ordinal);
        var incident = await world.IncidentAsync();
        Assert.Equal((IncidentEnd.Drill, incident.AcknowledgedAt!.Value.AddSeconds(30)), (incident.End!.Value, incident.ResolvedAt!.Value));
        Assert.DoesNotContain(world.Datadog.Points, point => point.Metric.StartsWith("oauthattest.escalation.", StringComparison.Ordinal));
        var instance = await world.Host.Client.GetInstanceAsync($"escalation-{key}", CancellationToken.None);
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, instance!.RuntimeStatus);
        await AssertMarkedAsync(world, key);
    }

    [Fact]
    public async Task Drill_ThatNobodyAcknowledges_EndsAfterFiveMinutes_AndSaysSo()
    {
        await using var world = await CourseWorld.StartAsync();
        await StartAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(SimulatedAlertStatus.Resolved, Assert.Single(world.Pager.Alerts).Status);
        Assert.Contains("nobody had acknowledged it", world.Summary.ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drill_WhilePagerDutyIsDown_SaysThatThePageFailed_MarkedAsADrill_AndEnds()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.Pager.Server.RefuseAsync();
        await StartAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        var alarm = Assert.Single(world.Messages, message => CourseWorld.IsOf(message, "page-failed:"));
        Assert.StartsWith(":construction: *DRILL.*", alarm.ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(IncidentEnd.Drill, (await world.IncidentAsync()).End);
        await world.Pager.Server.AcceptAsync();
        await world.PassAsync(TimeSpan.FromMinutes(6));
        Assert.DoesNotContain(await world.EffectsAsync(), effect => effect.State is EffectState.Pending or EffectState.Sending);
        Assert.DoesNotContain(world.Pager.Alerts, alert => alert.Status != SimulatedAlertStatus.Resolved);
    }

    [Fact]
    public async Task Drill_AndARealIncident_AreNeverOne_AndTwoDrillsAreTwo()
    {
        await using var world = await CourseWorld.StartAsync();
        await StartAsync(world);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await StartAsync(world);
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));

        await using var db = world.Open();
        var incidents = await db.Incidents.AsNoTracking().OrderBy(incident => incident.Id).ToListAsync();
        Assert.Equal([true, true, false], incidents.Select(incident => incident.IsDrill));
        Assert.All(incidents, incident => Assert.Equal(1, incident.Consents));
    }

    [Theory]
    [InlineData(true, "The whole chain works.")]
    [InlineData(false, "Not all of the chain works")]
    public async Task DrillRun_FollowsTheDrillToItsEnd_AndSaysWhetherTheWholeChainWorks(bool isAcknowledged, string said)
    {
        await using var world = await CourseWorld.StartAsync();
        using var http = Client(world);
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });

        var run = new DrillRun(http, console, world.Clock).RunAsync("Ada", CancellationToken.None);
        await Until.TrueAsync(() => Task.FromResult(run.IsCompleted || world.Pager.Alerts.Count == 1), "the drill is paged");
        await world.PassAsync(TimeSpan.FromSeconds(5));
        if (isAcknowledged)
            await world.PressAsync(SlackActions.AcknowledgeIncident);
        while (!run.IsCompleted)
            await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(isAcknowledged, await run);
        Assert.Contains(said, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("SlackSummary", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drill_WhileEscalationsAreOff_Is409()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Escalation:Enabled"] = "false" });

        using var answer = await PostAsync(world, "{}");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("""{"requestedBy":7}""", "requestedBy")]
    [InlineData("""{"who":"Ada"}""", "who")]
    public async Task Drill_WithABadBody_Is400WithTheFieldNamed(string body, string field)
    {
        await using var world = await CourseWorld.StartAsync();

        using var answer = await PostAsync(world, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(field, json.RootElement.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Drill_DeliveredAsAConsent_Is404()
    {
        await using var world = await CourseWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };

        using var answer = await http.PostAsync(new Uri("api/consents/drill", UriKind.Relative), new StringContent("{}"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Drill_WithoutTheFunctionKey_Is401()
    {
        await using var world = await CourseWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };

        using var answer = await http.PostAsync(new Uri("api/escalations/drill", UriKind.Relative), new StringContent("{}"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(await world.AuditKindsAsync());
    }

    private static async Task<string> StartAsync(CourseWorld world)
    {
        using var answer = await PostAsync(world, """{"requestedBy":"Ada"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await world.SettleAsync();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        var key = json.RootElement.GetProperty("id").GetString()!;
        Assert.Equal($"/api/escalations/{key}", answer.Headers.Location!.OriginalString);
        return key;
    }

    private static async Task<HttpResponseMessage> PostAsync(CourseWorld world, string body)
    {
        using var http = Client(world);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await http.PostAsync(new Uri("api/escalations/drill", UriKind.Relative), content);
    }

    private static HttpClient Client(CourseWorld world)
    {
        var http = new HttpClient { BaseAddress = world.Host.BaseUri };
        http.DefaultRequestHeaders.Add("x-functions-key", world.Host.Keys.Function);
        return http;
    }

    /// <summary>Its report, the list and the evidence say what it is.</summary>
    private static async Task AssertMarkedAsync(CourseWorld world, string key)
    {
        using var http = Client(world);
        using var report = JsonDocument.Parse(await http.GetStringAsync(new Uri($"api/escalations/{key}", UriKind.Relative)));
        Assert.True(report.RootElement.GetProperty("isDrill").GetBoolean());
        using var list = JsonDocument.Parse(await http.GetStringAsync(new Uri("api/escalations", UriKind.Relative)));
        Assert.True(Assert.Single(list.RootElement.GetProperty("rows").EnumerateArray()).GetProperty("isDrill").GetBoolean());
        await using var db = world.Open();
        var decided = await db.AuditEvents.AsNoTracking().SingleAsync(entry => entry.Kind == "escalation.decided");
        Assert.Contains("drill", decided.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(await world.EffectsAsync(), effect => effect.Kind == EffectKind.Revoke);
    }
}
