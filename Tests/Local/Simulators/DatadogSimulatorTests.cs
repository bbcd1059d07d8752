using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Tests.Datadog;
using Xunit;

namespace OAuthAttest.Tests.Local.Simulators;

/// <summary>The simulator refuses what Datadog would refuse.</summary>
public sealed class DatadogSimulatorTests
{
    [Theory]
    [InlineData("events", """{"data":{"type":"event","attributes":{"title":"t","category":"alert","attributes":{"status":"ok"}}}}""", 202)]
    [InlineData(
        "events",
        """{"data":{"type":"event","attributes":{"title":"t","category":"alert","attributes":{"status":"info"}}}}""",
        400
    )]
    [InlineData(
        "events",
        """{"data":{"type":"event","attributes":{"title":"t","category":"alert","attributes":{"status":"ok","priority":1}}}}""",
        400
    )]
    [InlineData("events", """{"data":{"type":"event","attributes":{"title":"","category":"alert","attributes":{"status":"ok"}}}}""", 400)]
    [InlineData(
        "events",
        """{"data":{"type":"event","attributes":{"title":"t","category":"alert","tags":[],"attributes":{"status":"ok"}}}}""",
        400
    )]
    [InlineData(
        "events",
        """
        {"data":{"type":"event","attributes":{"title":"t","category":"alert","timestamp":"2026-11-24T09:30:00Z",
        "attributes":{"status":"ok"}}}}
        """,
        400
    )]
    [InlineData(
        "events",
        """{"data":{"type":"event","attributes":{"title":"t","category":"alert","text":"v1","attributes":{"status":"ok"}}}}""",
        400
    )]
    [InlineData(
        "events",
        """
        {"data":{"type":"event","attributes":{"title":"t","category":"alert",
        "attributes":{"status":"ok","links":[{"url":"https://x.example"}]}}}}
        """,
        400
    )]
    [InlineData("events", """{"title":"v1","text":"v1"}""", 400)]
    [InlineData("series", """{"series":[{"metric":"a.b","type":3,"points":[{"timestamp":1795599000,"value":1}]}]}""", 202)]
    [InlineData("series", """{"series":[{"metric":"a.b","type":1,"points":[{"timestamp":1795599000,"value":1}]}]}""", 400)]
    [InlineData("series", """{"series":[{"metric":"a b","type":3,"points":[{"timestamp":1795599000,"value":1}]}]}""", 400)]
    [InlineData("series", """{"series":[{"metric":"a.b","type":"gauge","points":[{"timestamp":1795599000,"value":1}]}]}""", 400)]
    [InlineData("series", """{"series":[{"metric":"a.b","type":3,"points":[[1795599000,1]]}]}""", 400)]
    [InlineData("series", """{"series":[]}""", 400)]
    [InlineData("series", "{", 400)]
    public async Task Post_TakesOnlyWhatDatadogTakes(string method, string body, int status)
    {
        await using var organisation = await DatadogSimulator.StartAsync(clock: new FakeTimeProvider(DatadogSetup.Now));

        Assert.Equal((HttpStatusCode)status, await PostAsync(organisation, method, body));

        Assert.Equal(status == 202 ? 1 : 0, organisation.Events.Count + organisation.Points.Count);
    }

    [Fact]
    public async Task Post_APointThatIsTooOld_IsTakenAndNeverSeen()
    {
        await using var organisation = await DatadogSimulator.StartAsync(clock: new FakeTimeProvider(DatadogSetup.Now));
        var old = DatadogSetup.Now.AddMinutes(-61).ToUnixTimeSeconds();

        Assert.Equal(
            HttpStatusCode.Accepted,
            await PostAsync(
                organisation,
                "series",
                $$$"""{"series":[{"metric":"a.b","type":3,"points":[{"timestamp":{{{old}}},"value":1}]}]}"""
            )
        );

        Assert.Empty(organisation.Points);
    }

    [Fact]
    public async Task Post_ToTheOldEventsApi_IsRefusedAndRemembered()
    {
        await using var organisation = await DatadogSimulator.StartAsync();
        using var http = new HttpClient();

        using var answer = await http.PostAsync(new Uri(organisation.BaseUrl, "api/v1/events"), new StringContent("{}"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["POST /api/v1/events"], organisation.Unexpected);
    }

    private static async Task<HttpStatusCode> PostAsync(DatadogSimulator organisation, string method, string body)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("DD-API-KEY", organisation.Options.ApiKey);
        http.DefaultRequestHeaders.Add("DD-APPLICATION-KEY", organisation.Options.AppKey);
        using var answer = await http.PostAsync(
            new Uri(organisation.BaseUrl, $"api/v2/{method}"),
            new StringContent(body, Encoding.UTF8, "application/json")
        );
        return answer.StatusCode;
    }
}
