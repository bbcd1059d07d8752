using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Slack.Messages;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>The second scene: people let apps in, and whoever is on call knows at once.</summary>
internal sealed class ConsentScene : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IAnsiConsole console;
    private readonly LocalHost host;
    private readonly DemoOutside outside;
    private readonly VirtualClock clock;
    private readonly VirtualTimeDriver driver;
    private readonly RealTime realTime;
    private readonly SceneWatch watch;
    private readonly HttpClient http = new();
    private readonly ConsentSender sender;
    private readonly Promises promises = new();

    public ConsentScene(IAnsiConsole console, LocalHost host, DemoOutside outside, VirtualClock clock)
    {
        (this.console, this.host, this.outside, this.clock) = (console, host, outside, clock);
        driver = new VirtualTimeDriver(clock, host.WhenIdleAsync);
        realTime = new RealTime(clock);
        watch = new SceneWatch(outside);
        sender = new ConsentSender(http, host.BaseUri, DemoSettings.ConsentSecret, clock);
    }

    /// <summary>Plays it and shows what came of it.</summary>
    public async Task<Promises> PlayAsync(CampaignKey campaign, CancellationToken cancellation)
    {
        console.WriteLine();
        console.Write(new Rule("Second scene: privileged consents").LeftJustified());
        await driver.AdvanceAsync(TimeSpan.FromDays(3), cancellation);
        var roster = await SampleConsents.ImportRosterAsync(host, cancellation);
        console.MarkupLineInterpolated($"Three days later. The roster is imported: {string.Join(", ", roster.Select(source => $"{source.Source} {source.Entries}"))} privileged entries.");
        await StandardUserAsync(cancellation);
        await ExecutiveAsync(cancellation);
        await RemovedBeforeAsync(campaign, cancellation);
        await FallbackAsync(cancellation);
        await OutageAsync(cancellation);
        await ClosingAsync(cancellation);
        promises.Write(console);
        return promises;
    }

    public void Dispose() => http.Dispose();

    private async Task StandardUserAsync(CancellationToken cancellation)
    {
        Heading("A standard user lets in an app that reads and sends mail");
        var answer = await sender.SendAsync("demo-standard", Now(SampleConsents.Standard), cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(2), cancellation);
        ShowAnswer(answer);
        var report = await ReportAsync(answer, cancellation);
        console.WriteLine(ConsentSceneText.Decision(report));
        promises.Add(
            "A standard user's consent exits, and nothing is sent",
            report.State == EscalationState.Exited && Sent == 0, $"{report.State}, {Sent} calls to PagerDuty and Datadog, {Channel.Count} messages");
    }

    private async Task ExecutiveAsync(CancellationToken cancellation)
    {
        Heading("An executive lets in the same app");
        var consent = Now(SampleConsents.Executive);
        var answer = await SendAndWaitAsync("demo-executive", consent, cancellation);
        ShowAnswer(answer);
        var report = await ReportAsync(answer, cancellation);
        console.WriteLine(ConsentSceneText.Decision(report));
        var alerts = AlertsOf(answer);
        ShowPanel("PagerDuty", string.Join('\n', alerts.Select(alert => ConsentSceneText.Alert(alert, outside.Pager.Options))));
        ShowPanel("Slack, the security channel", ConsentSceneText.Thread(Channel));
        ShowPanel("Datadog", ConsentSceneText.Datadog(outside.Datadog.Events, outside.Datadog.Points));
        ShowLatencies();
        promises.Add(
            "An executive's consent is one alert with one dedup key",
            alerts is [{ Triggers.Count: 1 }] && outside.Pager.Alerts.Count == 1 && Channel.Count(message => message.Thread is null) == 1 && outside.Datadog.Events.Count == 1,
            $"{outside.Pager.Alerts.Count} alert, {Channel.Count} messages in one thread, {outside.Datadog.Events.Count} event");
        promises.Add("The page is out within a second of the arrival", watch.Of(Milestone.Paged) < TimeSpan.FromSeconds(1), ConsentSceneText.Milliseconds(watch.Of(Milestone.Paged)));
        await DeliverAgainAsync(answer, consent, cancellation);
        await AcknowledgeAsync(alerts[0], cancellation);
    }

    private async Task DeliverAgainAsync(ConsentAnswer first, JsonObject consent, CancellationToken cancellation)
    {
        var before = Sent;
        var again = await sender.SendAsync("demo-executive", consent, cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(1), cancellation);
        console.MarkupLineInterpolated($"The same delivery once more: [blue]{(int)again.Status}[/] {again.Body}");
        promises.Add(
            "Delivered again it is the same escalation, and nothing is sent again",
            again.Status == HttpStatusCode.OK && again.Key == first.Key && Sent == before, $"{(int)again.Status}, {(again.Key == first.Key ? "the same id" : "another id")}, {Sent - before} calls");
    }

    private async Task AcknowledgeAsync(SimulatedAlert alert, CancellationToken cancellation)
    {
        var lead = outside.Slack.Users.First(user => string.Equals(user.Email, SampleFiles.LeadEmail, StringComparison.OrdinalIgnoreCase));
        var summary = Channel.First(message => message.Thread is null);
        var button = summary.Buttons().First(button => button.ActionId == SlackActions.AcknowledgeIncident);
        var result = await outside.Slack.Person(lead.Id).PressAsync(button, cancellationToken: cancellation);
        await driver.AdvanceAsync(TimeSpan.FromSeconds(10), cancellation);
        console.MarkupLineInterpolated($"{lead.RealName} presses Acknowledge in Slack: answered {(int)result.StatusCode} after {ConsentSceneText.Milliseconds(result.Took)}, PagerDuty says [green]{alert.Status}[/], and the summary now reads");
        ShowPanel("Slack, the security channel", ConsentSceneText.Message(Channel.First(message => message.Thread is null)));
        promises.Add("An acknowledgement in Slack is one in PagerDuty", alert.Status == SimulatedAlertStatus.Acknowledged && result.WasInTime, alert.Status.ToString());
    }

    private async Task RemovedBeforeAsync(CampaignKey campaign, CancellationToken cancellation)
    {
        if (await SampleConsents.RemovedAsync(host, campaign, cancellation) is not { } removed)
        {
            console.MarkupLine("[grey]The campaign took no high-scope app from anybody privileged, or its worklist was not released: nothing is consented to again.[/]");
            return;
        }
        Heading("An app that the campaign removed is let in again");
        var answer = await SendAndWaitAsync("demo-again", Now(removed), cancellation);
        var report = await ReportAsync(answer, cancellation);
        ShowAnswer(answer);
        console.WriteLine(ConsentSceneText.Decision(report));
        ShowPanel("PagerDuty", string.Join('\n', AlertsOf(answer).Select(alert => ConsentSceneText.Alert(alert, outside.Pager.Options))));
        promises.Add(
            "What a campaign removed is recognised", report.Decision?.RemovedByCampaign == campaign.ToString(), $"removed by {report.Decision?.RemovedByCampaign ?? "nobody"}");
    }

    private async Task FallbackAsync(CancellationToken cancellation)
    {
        Heading("PagerDuty answers the first service with errors (waits between attempts are skipped)");
        outside.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, HttpFault.ServerError, HttpFault.ServerError, HttpFault.ServerError);
        var answer = await sender.SendAsync("demo-fallback", Now(SampleConsents.Finance), cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(1), cancellation);
        ShowAnswer(answer);
        var alerts = AlertsOf(answer);
        ShowPanel("PagerDuty", string.Join('\n', alerts.Select(alert => ConsentSceneText.Alert(alert, outside.Pager.Options))));
        promises.Add(
            "The fallback key pages when the first one fails",
            alerts is [{ } only] && only.RoutingKey == outside.Pager.Options.FallbackRoutingKey, $"{alerts.Count} alert in the fallback service");
    }

    private async Task OutageAsync(CancellationToken cancellation)
    {
        Heading("PagerDuty is down altogether (waits between attempts are skipped)");
        await outside.Pager.Server.RefuseAsync();
        var answer = await sender.SendAsync("demo-outage", Now(SampleConsents.Administrator), cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(2), cancellation);
        ShowAnswer(answer);
        var alarms = Channel.Where(IsAlarm).ToList();
        ShowPanel("Slack, the security channel", string.Join('\n', alarms.Select(ConsentSceneText.Message)));
        await outside.Pager.Server.AcceptAsync(cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(10), cancellation);
        var alerts = AlertsOf(answer);
        console.MarkupLineInterpolated($"PagerDuty is back: {alerts.Count} alert with dedup key {(alerts.Count > 0 ? alerts[0].DedupKey : "none")}.");
        promises.Add("With PagerDuty down the whole channel is told, once", alarms.Count == 1 && Channel.Count(IsAlarm) == 1, $"{Channel.Count(IsAlarm)} alert to @channel");
        promises.Add("The page is not lost: it goes out when PagerDuty is back", alerts.Count == 1, $"{alerts.Count} alert");
    }

    private async Task ClosingAsync(CancellationToken cancellation)
    {
        var unexpected = outside.Pager.Unexpected.Concat(outside.Datadog.Unexpected).ToList();
        promises.Add("Nothing was asked of PagerDuty or Datadog that they do not have", unexpected.Count == 0, unexpected.Count == 0 ? "0 unexpected requests" : string.Join(", ", unexpected));
        var verdict = await new AuditVerification(host.Services.GetRequiredService<NpgsqlDataSource>()).VerifyAsync(cancellation);
        promises.Add("The audit log's chain is still whole", verdict.IsIntact && verdict.Entries > 0, verdict.Problem ?? $"{verdict.Entries} entries");
    }

    /// <summary>Sends a consent while the clock goes as fast as ours, until page, post and event are out; then lets the rest happen.</summary>
    private async Task<ConsentAnswer> SendAndWaitAsync(string eventId, JsonObject consent, CancellationToken cancellation)
    {
        watch.Restart();
        var sending = SendAsync();
        await realTime.RunUntilAsync(() => sending.IsFaulted || watch.Has(Milestone.Answered, Milestone.Paged, Milestone.Posted, Milestone.Told), Limit, cancellation);
        var answer = await sending;
        await driver.AdvanceAsync(TimeSpan.FromSeconds(30), cancellation);
        return answer;

        async Task<ConsentAnswer> SendAsync()
        {
            var answered = await sender.SendAsync(eventId, consent, cancellation);
            watch.Reach(Milestone.Answered);
            return answered;
        }
    }

    private async Task<EscalationReport> ReportAsync(ConsentAnswer answer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseUri, $"api/escalations/{answer.Key}"));
        request.Headers.Add("x-functions-key", host.Keys.Function);
        using var report = await http.SendAsync(request, cancellation);
        if (!report.IsSuccessStatusCode)
            throw new DemoFailedException($"The consent was answered {(int)answer.Status} {answer.Body}, and reading it {(int)report.StatusCode}.");
        return (await report.Content.ReadFromJsonAsync<EscalationReport>(Json, cancellation))!;
    }

    private IReadOnlyList<SimulatedMessage> Channel => outside.Slack.Messages(DemoSettings.SecurityChannel);

    private int Sent => outside.Pager.Calls.Values.Sum() + outside.Datadog.Calls.Values.Sum();

    private static bool IsAlarm(SimulatedMessage message) => message.Key?.StartsWith("page-failed:", StringComparison.Ordinal) == true;

    private IReadOnlyList<SimulatedAlert> AlertsOf(ConsentAnswer answer) => [.. outside.Pager.Alerts.Where(alert => alert.DedupKey == IncidentKeys.DedupKey(answer.Key!))];

    private JsonObject Now(SampleConsent consent) => consent.ToJson(clock.GetUtcNow().AddSeconds(-2));

    private void Heading(string text)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]▸ {text}[/]");
    }

    private void ShowAnswer(ConsentAnswer answer) => console.MarkupLineInterpolated($"POST /api/consents/standard, signed: [blue]{(int)answer.Status}[/] {answer.Body}");

    private void ShowPanel(string header, string text) => console.Write(new Panel(Markup.Escape(text)).Header(header).Border(BoxBorder.Rounded));

    private void ShowLatencies()
    {
        var table = new Table().Border(TableBorder.Rounded).Title("From the moment before the POST, by this machine's clock").AddColumns("What", "Took");
        table.AddRow("answered, committed", ConsentSceneText.Milliseconds(watch.Of(Milestone.Answered)));
        table.AddRow("PagerDuty has the page", ConsentSceneText.Milliseconds(watch.Of(Milestone.Paged)));
        table.AddRow("Slack has the summary", ConsentSceneText.Milliseconds(watch.Of(Milestone.Posted)));
        table.AddRow("Datadog has the event", ConsentSceneText.Milliseconds(watch.Of(Milestone.Told)));
        console.Write(table);
    }
}
