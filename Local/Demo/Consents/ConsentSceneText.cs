using System.Globalization;
using System.Text.Json;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>What the scene prints, as plain text.</summary>
internal static class ConsentSceneText
{
    /// <summary>What was decided, and why.</summary>
    public static string Decision(EscalationReport report)
    {
        if (report.Decision is not { } decision)
            return "Not decided.";
        var who = decision.Privilege switch
        {
            Privilege.Unknown => "privilege unknown",
            _ when decision.Category is { } category => $"{category}, {decision.Role ?? "no role told"}",
            var privilege => privilege.ToString(),
        };
        var verdict = decision.Verdict == EscalationVerdict.Exit ? "EXIT: nobody is told." : "ESCALATED.";
        List<string> lines = [$"{verdict} {report.Consent.PersonName} ({who}), risk of the scopes: {decision.Risk}"];
        lines.AddRange(decision.Rules.Select(rule => $"  • {rule.Words}"));
        if (decision.RemovedBeforeAt is { } removed)
        {
            lines.Add(
                $"  • {Days(report.Consent.OccurredAt - removed, decision.RemovalStanding)} by campaign {decision.RemovedByCampaign}, "
                    + "consented again.");
        }
        return string.Join('\n', lines);
    }

    public static string Alert(SimulatedAlert alert, PagerDutySimulatorOptions account)
    {
        var service = alert.RoutingKey == account.RoutingKey ? "" : "  (the fallback service)";
        return $"{alert.Summary}\nseverity  {alert.Severity}{service}\ndedup key {alert.DedupKey}\nincident  {alert.Url}";
    }

    /// <summary>The summary with its thread below it.</summary>
    public static string Thread(IEnumerable<SimulatedMessage> messages) => string.Join("\n\n", messages.Select(message =>
    {
        var text = Message(message);
        return message.Thread is null ? text : "  │ " + text.Replace("\n", "\n  │ ", StringComparison.Ordinal);
    }));

    public static string Message(SimulatedMessage message)
    {
        using var blocks = JsonDocument.Parse($$"""{"blocks":{{message.Blocks}}}""");
        return SlackMessageText.Of(blocks.RootElement);
    }

    public static string Datadog(IEnumerable<SimulatedDatadogEvent> events, IEnumerable<SimulatedDatadogPoint> points) => string.Join('\n',
    [
        .. events.Select(told => $"event  {told.Title}  [{told.Status}]"),
        .. points.Select(point => string.Create(CultureInfo.InvariantCulture, $"metric {point.Metric} = {point.Value:0.###}")),
    ]);

    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms");

    private static string Days(TimeSpan since, RemovalStanding? standing)
    {
        var what = standing switch
        {
            RemovalStanding.Removed => "Gone from the provider",
            RemovalStanding.Decided => "To be taken away, not proven gone,",
            _ => "Listed for removal",
        };
        return since.TotalDays >= 1 ? $"{what} {Math.Floor(since.TotalDays)} days ago" : $"{what} today";
    }
}
