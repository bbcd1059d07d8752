using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.Local.Simulators;

/// <summary>The pages show text from outside, such as app names, which must be escaped.</summary>
public sealed class SimulatorPagesTests : IDisposable
{
    private const string Nasty = """<script>alert("1")</script>&lt;""";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task PagerDutyPage_OfAnAlert_EscapesEveryText()
    {
        await using var pager = await PagerDutySimulator.StartAsync();
        await TriggerAsync(pager);

        var page = await http.GetStringAsync(pager.BaseUrl);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", page, StringComparison.OrdinalIgnoreCase);
        // Summary, dedup key, the detail's name and value, the link's text.
        Assert.Equal(6, page.Split(WebUtility.HtmlEncode(Nasty)).Length);
        Assert.Contains("Triggered", page, StringComparison.Ordinal);
        Assert.Empty(pager.Unexpected);
    }

    [Fact]
    public async Task PagerDutyPage_ButtonPressed_ChangesTheAlertAndSendsTheWebhook()
    {
        await using var pager = await PagerDutySimulator.StartAsync();
        await using var receiver = await PagerDutySimulator.StartAsync();
        pager.WebhookUrl = new Uri(receiver.BaseUrl, "api/pagerduty/webhook");
        await TriggerAsync(pager);

        using var form = new FormUrlEncodedContent([new("number", "1"), new("what", "acknowledge")]);
        using var answer = await http.PostAsync(new Uri(pager.BaseUrl, "press"), form);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, Assert.Single(pager.Alerts).Status);
        Assert.Equal("POST /api/pagerduty/webhook", Assert.Single(receiver.Unexpected));
    }

    [Fact]
    public async Task DatadogPage_OfEventsAndPoints_EscapesEveryText()
    {
        await using var datadog = await DatadogSimulator.StartAsync();
        http.DefaultRequestHeaders.Add("DD-API-KEY", datadog.Options.ApiKey);
        http.DefaultRequestHeaders.Add("DD-APPLICATION-KEY", datadog.Options.AppKey);
        var told = new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "event",
                ["attributes"] = new JsonObject
                {
                    ["title"] = Nasty,
                    ["category"] = "alert",
                    ["message"] = Nasty,
                    ["aggregation_key"] = Nasty,
                    ["tags"] = new JsonArray(Nasty),
                    ["attributes"] = new JsonObject { ["status"] = "error" },
                },
            },
        };
        var series = new JsonObject
        {
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["metric"] = "some.metric",
                    ["type"] = 3,
                    ["tags"] = new JsonArray(Nasty),
                    ["points"] = new JsonArray(
                        new JsonObject { ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), ["value"] = 1.5 }
                    ),
                }
            ),
        };
        using var first = await http.PostAsJsonAsync(new Uri(datadog.BaseUrl, "api/v2/events"), told);
        using var second = await http.PostAsJsonAsync(new Uri(datadog.BaseUrl, "api/v2/series"), series);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));

        var page = await http.GetStringAsync(datadog.BaseUrl);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(6, page.Split(WebUtility.HtmlEncode(Nasty)).Length);
        Assert.Contains("<td>some.metric<td>1.5", page, StringComparison.Ordinal);
        Assert.Empty(datadog.Unexpected);
    }

    private async Task TriggerAsync(PagerDutySimulator pager)
    {
        var body = new JsonObject
        {
            ["routing_key"] = pager.Options.RoutingKey,
            ["event_action"] = "trigger",
            ["dedup_key"] = Nasty,
            ["payload"] = new JsonObject
            {
                ["summary"] = Nasty,
                ["source"] = "test",
                ["severity"] = "critical",
                ["custom_details"] = new JsonObject { [Nasty] = Nasty },
            },
            ["links"] = new JsonArray(new JsonObject { ["href"] = "https://example.com/", ["text"] = Nasty }),
        };
        using var answer = await http.PostAsJsonAsync(new Uri(pager.BaseUrl, "v2/enqueue"), body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }
}
