using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>Steps in which PagerDuty fails: the page is sent later, and the failure is posted to Slack.</summary>
internal sealed class OutageSteps(SceneStage stage)
{
    public async Task FallbackAsync(CancellationToken cancellation)
    {
        stage.Heading("PagerDuty answers the first service with errors (waits between attempts are skipped)");
        stage.Outside.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, HttpFault.ServerError, HttpFault.ServerError, HttpFault.ServerError);
        var answer = await stage.SendAsync("demo-fallback", stage.Now(SampleConsents.Finance), cancellation);
        await stage.PassAsync(TimeSpan.FromMinutes(1), cancellation);
        stage.ShowAnswer(answer);
        var alerts = stage.AlertsOf(answer);
        stage.ShowPanel("PagerDuty", string.Join('\n', alerts.Select(alert => ConsentSceneText.Alert(alert, stage.Outside.Pager.Options))));
        stage.Promises.Add(
            "The fallback key pages when the first one fails",
            alerts is [{ } only] && only.RoutingKey == stage.Outside.Pager.Options.FallbackRoutingKey,
            $"{alerts.Count} alert in the fallback service"
        );
    }

    public async Task OutageAsync(CancellationToken cancellation)
    {
        stage.Heading("PagerDuty is down altogether (waits between attempts are skipped)");
        await stage.Outside.Pager.Server.RefuseAsync();
        var answer = await stage.SendAsync("demo-outage", stage.Now(SampleConsents.Administrator), cancellation);
        await stage.PassAsync(TimeSpan.FromMinutes(2), cancellation);
        stage.ShowAnswer(answer);
        var alarms = stage.Channel.Where(IsAlarm).ToList();
        stage.ShowPanel("Slack, the security channel", string.Join('\n', alarms.Select(ConsentSceneText.Message)));
        await stage.Outside.Pager.Server.AcceptAsync(cancellation);
        await stage.PassAsync(TimeSpan.FromMinutes(10), cancellation);
        var alerts = stage.AlertsOf(answer);
        stage.Console.MarkupLineInterpolated(
            $"PagerDuty is back: {alerts.Count} alert with dedup key {(alerts is [var alert, ..] ? alert.DedupKey : "none")}."
        );
        stage.Promises.Add(
            "With PagerDuty down the whole channel is told, once",
            alarms.Count == 1 && stage.Channel.Count(IsAlarm) == 1,
            $"{stage.Channel.Count(IsAlarm)} alert to @channel"
        );
        stage.Promises.Add("The page is not lost: it goes out when PagerDuty is back", alerts.Count == 1, $"{alerts.Count} alert");
    }

    private static bool IsAlarm(SimulatedMessage message) => message.Key?.StartsWith("page-failed:", StringComparison.Ordinal) == true;
}
