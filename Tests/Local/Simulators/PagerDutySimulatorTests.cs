using System.Net;
using System.Text;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.Local.Simulators;

/// <summary>The simulator refuses what PagerDuty would refuse.</summary>
public sealed class PagerDutySimulatorTests
{
    private const string Key = "simulatedprimary0123456789abcdef";

    [Theory]
    [InlineData(
        """{"routing_key":"KEY","event_action":"trigger","dedup_key":"d","payload":{"summary":"s","source":"x","severity":"critical"}}""",
        202
    )]
    [InlineData(
        """{"routing_key":"KEY","event_action":"trigger","dedup_key":"d","payload":{"summary":"s","source":"x","severity":"CRITICAL"}}""",
        400
    )]
    [InlineData("""{"routing_key":"KEY","event_action":"trigger","dedup_key":"d","payload":{"summary":"s","source":"x"}}""", 400)]
    [InlineData("""{"routing_key":"KEY","event_action":"trigger","dedup_key":"d","payload":{"source":"x","severity":"info"}}""", 400)]
    [InlineData("""{"routing_key":"KEY","event_action":"trigger","dedup_key":"d"}""", 400)]
    [InlineData(
        """
        {"routing_key":"KEY","event_action":"trigger","dedup_key":"d",
        "payload":{"summary":"s","source":"x","severity":"info","timestamp":"yesterday"}}
        """,
        400
    )]
    [InlineData(
        """
        {"routing_key":"KEY","event_action":"trigger","dedup_key":"d",
        "payload":{"summary":"s","source":"x","severity":"info","surprise":1}}
        """,
        400
    )]
    [InlineData(
        """
        {"routing_key":"KEY","event_action":"trigger","dedup_key":"d",
        "payload":{"summary":"s","source":"x","severity":"info"},"links":[{"text":"no href"}]}
        """,
        400
    )]
    [InlineData("""{"routing_key":"simulatedprimary0123456789abcdeX","event_action":"resolve","dedup_key":"d"}""", 400)]
    [InlineData("""{"event_action":"resolve","dedup_key":"d"}""", 400)]
    [InlineData("""{"routing_key":"KEY","event_action":"resolve"}""", 400)]
    [InlineData("""{"routing_key":"KEY","event_action":"resolve","dedup_key":"d","payload":{}}""", 400)]
    [InlineData("""{"routing_key":"KEY","event_action":"resolve","dedup_key":"d"}""", 202)]
    [InlineData("""{"routing_key":"KEY","event_action":"delete","dedup_key":"d"}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    public async Task Enqueue_TakesOnlyWhatPagerDutyTakes(string body, int status)
    {
        await using var account = await PagerDutySimulator.StartAsync();
        using var http = new HttpClient();

        using var answer = await http.PostAsync(
            new Uri(account.BaseUrl, "v2/enqueue"),
            Json(body.Replace("KEY", Key, StringComparison.Ordinal))
        );

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 202 && body.Contains("trigger", StringComparison.Ordinal) ? 1 : 0, account.Alerts.Count);
    }

    [Fact]
    public async Task Enqueue_TooLargeOrLongSummary_IsRefused()
    {
        await using var account = await PagerDutySimulator.StartAsync();
        using var http = new HttpClient();

        async Task<HttpStatusCode> TryAsync(int summary, int details)
        {
            var body =
                $$$"""
                {"routing_key":"{{{Key}}}","event_action":"trigger","dedup_key":"d","payload":{
                 "summary":"{{{new string('s', summary)}}}","source":"x","severity":"info",
                 "custom_details":{"x":"{{{new string('d', details)}}}"} } }
                """;
            using var answer = await http.PostAsync(new Uri(account.BaseUrl, "v2/enqueue"), Json(body));
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Accepted, await TryAsync(1024, 1000));
        Assert.Equal(HttpStatusCode.BadRequest, await TryAsync(1025, 1000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await TryAsync(10, 600_000));
    }

    [Fact]
    public async Task AnythingElse_IsRefusedAndRemembered()
    {
        await using var account = await PagerDutySimulator.StartAsync();
        using var http = new HttpClient();

        using var answer = await http.PostAsync(new Uri(account.BaseUrl, "v1/enqueue"), Json("{}"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["POST /v1/enqueue"], account.Unexpected);
    }

    [Fact]
    public async Task OnCall_SeesTheCallBeforeAndAfterItWasDone()
    {
        await using var account = await PagerDutySimulator.StartAsync();
        using var http = new HttpClient();
        var seen = new List<(string, CallMoment, int)>();
        account.OnCall = (method, moment) =>
        {
            seen.Add((method, moment, account.Alerts.Count));
            return Task.CompletedTask;
        };

        using var answer = await http.PostAsync(
            new Uri(account.BaseUrl, "v2/enqueue"),
            Json(
                $$$"""
                {"routing_key":"{{{Key}}}","event_action":"trigger","dedup_key":"d",
                "payload":{"summary":"s","source":"x","severity":"info"} }
                """
            )
        );

        Assert.Equal([("enqueue", CallMoment.Received, 0), ("enqueue", CallMoment.Accepted, 1)], seen);
    }

    [Fact]
    public async Task Faults_AtRandom_AreTheSameForTheSameSeed()
    {
        async Task<IReadOnlyList<int>> RunAsync(int seed)
        {
            await using var account = await PagerDutySimulator.StartAsync();
            using var http = new HttpClient();
            account.Faults.AtRandom(seed, 0.5, HttpFault.ServerError, HttpFault.Throttled, HttpFault.HtmlPage);
            var statuses = new List<int>();
            for (var i = 0; i < 20; i++)
            {
                using var answer = await http.PostAsync(new Uri(account.BaseUrl, "v2/enqueue"), Json("{}"));
                statuses.Add((int)answer.StatusCode);
            }
            return statuses;
        }

        Assert.Equal(await RunAsync(7), await RunAsync(7));
        Assert.NotEqual(await RunAsync(7), await RunAsync(8));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
