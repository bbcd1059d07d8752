using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Slack.Messages;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>The second scene: people consent to apps, and the responder on call is paged at once.</summary>
internal sealed class ConsentScene : IDisposable
{
    private readonly LocalHost host;
    private readonly SceneStage stage;

    public ConsentScene(IAnsiConsole console, LocalHost host, DemoOutside outside, VirtualClock clock) =>
        (this.host, stage) = (host, new SceneStage(console, host, outside, clock));

    /// <summary>Runs the scene and shows its results.</summary>
    public async Task<Promises> PlayAsync(CampaignKey campaign, CancellationToken cancellation)
    {
        stage.Console.WriteLine();
        stage.Console.Write(new Rule("Second scene: privileged consents").LeftJustified());
        await stage.PassAsync(TimeSpan.FromDays(3), cancellation);
        var roster = await SampleConsents.ImportRosterAsync(host, cancellation);
        var entries = string.Join(", ", roster.Select(source => $"{source.Source} {source.Entries}"));
        stage.Console.MarkupLineInterpolated($"Three days later. The roster is imported: {entries} privileged entries.");
        await StandardUserAsync(cancellation);
        await ExecutiveAsync(cancellation);
        await RemovedBeforeAsync(campaign, cancellation);
        var outages = new OutageSteps(stage);
        await outages.FallbackAsync(cancellation);
        await outages.OutageAsync(cancellation);
        await ClosingAsync(cancellation);
        stage.Promises.Write(stage.Console);
        return stage.Promises;
    }

    public void Dispose() => stage.Dispose();

    private async Task StandardUserAsync(CancellationToken cancellation)
    {
        stage.Heading("A standard user lets in an app that reads and sends mail");
        var answer = await stage.SendAsync("demo-standard", stage.Now(SampleConsents.Standard), cancellation);
        await stage.PassAsync(TimeSpan.FromMinutes(2), cancellation);
        stage.ShowAnswer(answer);
        var report = await stage.ReportAsync(answer, cancellation);
        stage.Console.WriteLine(ConsentSceneText.Decision(report));
        stage.Promises.Add(
            "A standard user's consent exits, and nothing is sent",
            report.State == EscalationState.Exited && stage.Sent == 0,
            $"{report.State}, {stage.Sent} calls to PagerDuty and Datadog, {stage.Channel.Count} messages"
        );
    }

    private async Task ExecutiveAsync(CancellationToken cancellation)
    {
        stage.Heading("An executive lets in the same app");
        var consent = stage.Now(SampleConsents.Executive);
        var answer = await stage.SendAndWaitAsync("demo-executive", consent, cancellation);
        stage.ShowAnswer(answer);
        var report = await stage.ReportAsync(answer, cancellation);
        stage.Console.WriteLine(ConsentSceneText.Decision(report));
        var alerts = stage.AlertsOf(answer);
        stage.ShowPanel("PagerDuty", string.Join('\n', alerts.Select(alert => ConsentSceneText.Alert(alert, stage.Outside.Pager.Options))));
        stage.ShowPanel("Slack, the security channel", ConsentSceneText.Thread(stage.Channel));
        stage.ShowPanel("Datadog", ConsentSceneText.Datadog(stage.Outside.Datadog.Events, stage.Outside.Datadog.Points));
        ShowLatencies();
        stage.Promises.Add(
            "An executive's consent is one alert with one dedup key",
            alerts is [{ Triggers.Count: 1 }]
                && stage.Outside.Pager.Alerts.Count == 1
                && stage.Channel.Count(message => message.Thread is null) == 1
                && stage.Outside.Datadog.Events.Count == 1,
            $"{stage.Outside.Pager.Alerts.Count} alert, {stage.Channel.Count} messages in one thread, "
                + $"{stage.Outside.Datadog.Events.Count} event"
        );
        stage.Promises.Measure(
            "The page is out within a second of the arrival",
            stage.Recorder.Of(Milestone.Paged),
            TimeSpan.FromSeconds(1)
        );
        await DeliverAgainAsync(answer, consent, cancellation);
        await AcknowledgeAsync(alerts[0], cancellation);
    }

    private async Task DeliverAgainAsync(ConsentAnswer first, JsonObject consent, CancellationToken cancellation)
    {
        var before = stage.Sent;
        var again = await stage.SendAsync("demo-executive", consent, cancellation);
        await stage.PassAsync(TimeSpan.FromMinutes(1), cancellation);
        stage.Console.MarkupLineInterpolated($"The same delivery once more: [blue]{(int)again.Status}[/] {again.Body}");
        stage.Promises.Add(
            "Delivered again it is the same escalation, and nothing is sent again",
            again.Status == HttpStatusCode.OK && again.Key == first.Key && stage.Sent == before,
            $"{(int)again.Status}, {(again.Key == first.Key ? "the same id" : "another id")}, {stage.Sent - before} calls"
        );
    }

    private async Task AcknowledgeAsync(SimulatedAlert alert, CancellationToken cancellation)
    {
        var lead = stage.Outside.Slack.Users.First(user =>
            string.Equals(user.Email, SampleFiles.LeadEmail, StringComparison.OrdinalIgnoreCase)
        );
        var summary = stage.Channel.First(message => message.Thread is null);
        var button = summary.Buttons().First(button => button.ActionId == SlackActions.AcknowledgeIncident);
        var result = await stage.Outside.Slack.Person(lead.Id).PressAsync(button, cancellation: cancellation);
        await stage.PassAsync(TimeSpan.FromSeconds(10), cancellation);
        var took = ConsentSceneText.Milliseconds(result.Took);
        stage.Console.MarkupInterpolated($"{lead.RealName} presses Acknowledge in Slack: answered {(int)result.StatusCode} after {took}, ");
        stage.Console.MarkupLineInterpolated($"PagerDuty says [green]{alert.Status}[/], and the summary now reads");
        stage.ShowPanel("Slack, the security channel", ConsentSceneText.Message(stage.Channel.First(message => message.Thread is null)));
        stage.Promises.Add(
            "An acknowledgement in Slack is one in PagerDuty",
            alert.Status == SimulatedAlertStatus.Acknowledged,
            alert.Status.ToString()
        );
        stage.Promises.Measure("Slack gets the answer to the button within 3 seconds", result.Took, InteractionResult.Limit);
    }

    private async Task RemovedBeforeAsync(CampaignKey campaign, CancellationToken cancellation)
    {
        if (await SampleConsents.RemovedAsync(host, campaign, cancellation) is not { } removed)
        {
            stage.Console.MarkupLine(
                "[grey]The campaign took no high-scope app from anybody privileged, or its worklist was not released: nothing is "
                    + "consented to again.[/]"
            );
            return;
        }
        stage.Heading("An app that the campaign listed for removal is let in again");
        var answer = await stage.SendAndWaitAsync("demo-again", stage.Now(removed), cancellation);
        var report = await stage.ReportAsync(answer, cancellation);
        stage.ShowAnswer(answer);
        stage.Console.WriteLine(ConsentSceneText.Decision(report));
        stage.ShowPanel(
            "PagerDuty",
            string.Join('\n', stage.AlertsOf(answer).Select(alert => ConsentSceneText.Alert(alert, stage.Outside.Pager.Options)))
        );
        ShowLatencies();
        stage.Promises.Add(
            "What a campaign listed for removal is recognised",
            report.Decision?.RemovedByCampaign == campaign.ToString(),
            $"listed by {report.Decision?.RemovedByCampaign ?? "nobody"}"
        );
    }

    private async Task ClosingAsync(CancellationToken cancellation)
    {
        var unexpected = stage.Outside.Pager.Unexpected.Concat(stage.Outside.Datadog.Unexpected).ToList();
        stage.Promises.Add(
            "Nothing was asked of PagerDuty or Datadog that they do not have",
            unexpected.Count == 0,
            unexpected.Count == 0 ? "0 unexpected requests" : string.Join(", ", unexpected)
        );
        var verdict = await new AuditVerification(host.Services.GetRequiredService<NpgsqlDataSource>()).VerifyAsync(cancellation);
        stage.Promises.Add(
            "The audit log's chain is still whole",
            verdict.IsIntact && verdict.Entries > 0,
            verdict.Problem ?? $"{verdict.Entries} entries"
        );
    }

    private void ShowLatencies()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Since before the POST, by this machine's clock", "Took");
        table.AddRow("answered, committed", ConsentSceneText.Milliseconds(stage.Recorder.Of(Milestone.Answered)));
        table.AddRow("PagerDuty has the page", ConsentSceneText.Milliseconds(stage.Recorder.Of(Milestone.Paged)));
        table.AddRow("Slack has the summary", ConsentSceneText.Milliseconds(stage.Recorder.Of(Milestone.Posted)));
        table.AddRow("Datadog has the event", ConsentSceneText.Milliseconds(stage.Recorder.Of(Milestone.Logged)));
        stage.Console.Write(table);
    }
}
