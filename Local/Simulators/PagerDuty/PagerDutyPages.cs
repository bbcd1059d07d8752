using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static System.Net.WebUtility;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>The simulated account as a page: its alerts, with buttons that send real, signed webhooks.</summary>
internal sealed class PagerDutyPages(PagerDutySimulator pager)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/", http => SimulatorPage.WriteAsync(http, "Simulated PagerDuty", Alerts()));
        app.MapPost("/press", PressAsync);
    }

    private string Alerts()
    {
        var page = new StringBuilder("<p>The alerts, newest first. The buttons work: each sends a real, signed webhook.</p>");
        foreach (var alert in pager.Alerts.Reverse())
            page.Append(Alert(alert));
        return pager.Alerts.Count == 0 ? "<p>Nobody was paged.</p>" : page.ToString();
    }

    private string Alert(SimulatedAlert alert)
    {
        var number = alert.Number.ToString(CultureInfo.InvariantCulture);
        var service = alert.RoutingKey == pager.Options.RoutingKey ? "first service" : "fallback service";
        var by = alert.ChangedBy is { } person ? $" by {person}" : "";
        return $"""
            <div class="message" id="{number}"><p class="meta">#{number} · {alert.CreatedAt:u} · {service} ·
            <span class="state">{alert.Status}</span>{HtmlEncode(by)}</p>
            <h2>{HtmlEncode(alert.Summary)}</h2>{SimulatorPage.Facts([
                ("severity", alert.Severity),
                ("dedup key", alert.DedupKey),
                ("events", alert.Triggers.Count.ToString(CultureInfo.InvariantCulture)),
                .. Details(alert),
            ])}{Links(alert)}{Buttons(alert, number)}</div>
            """;
    }

    private static IEnumerable<(string Name, string? Value)> Details(SimulatedAlert alert) =>
        alert.Triggers[^1]["payload"]?["custom_details"] is JsonObject details
            ? details.Select(detail => (detail.Key, Words(detail.Value)))
            : [];

    private static string? Words(JsonNode? value) => value switch
    {
        null => null,
        JsonArray list => string.Join("; ", list.Select(Words)),
        JsonValue text when text.TryGetValue(out string? words) => words,
        _ => value.ToJsonString(),
    };

    private static string Links(SimulatedAlert alert) =>
        alert.Triggers[^1]["links"] is not JsonArray { Count: > 0 } links
            ? ""
            : $"<p>{string.Join(" · ", links.Select(Link))}</p>";

    private static string Buttons(SimulatedAlert alert, string number)
    {
        const string Resolve = """<button name="what" value="resolve">Resolve</button>""";
        var buttons = alert.Status switch
        {
            SimulatedAlertStatus.Triggered =>
                """<button class="primary" name="what" value="acknowledge">Acknowledge</button>""" + Resolve,
            SimulatedAlertStatus.Acknowledged => Resolve + """<button name="what" value="lapse">Let it lapse</button>""",
            _ => """<button name="what" value="reopen">Reopen</button>""",
        };
        return $"""
            <form method="post" action="/press" class="actions"><input type="hidden" name="number" value="{number}">
            {buttons}</form>
            """;
    }

    private async Task PressAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (pager.Alerts.FirstOrDefault(alert => form["number"] == alert.Number.ToString(CultureInfo.InvariantCulture)) is { } alert)
        {
            await ((string?)form["what"] switch
            {
                "resolve" => pager.ResolveAsync(alert),
                "lapse" => pager.UnacknowledgeAsync(alert),
                "reopen" => pager.ReopenAsync(alert),
                _ => pager.AcknowledgeAsync(alert),
            });
        }
        http.Response.Redirect($"/#{HtmlEncode(form["number"])}");
    }

    private static string Link(JsonNode? link) =>
        $"""<a href="{HtmlEncode((string?)link?["href"])}">{HtmlEncode((string?)(link?["text"] ?? link?["href"]))}</a>""";
}
