using System.Text;
using System.Text.Json;
using OAuthAttest.Datadog;
using OAuthAttest.Local.Simulators.Datadog;
using Xunit;

namespace OAuthAttest.Tests.Datadog;

public sealed class DatadogBodiesTests
{
    private static DateTimeOffset Now => DatadogSetup.Now;

    [Fact]
    public void Event_Whole_IsExactlyThis() =>
        Assert.Equal(
            """
            {"data":{"type":"event","attributes":{"title":"Privileged consent: Mail Reader","category":"alert",
            "message":"Ada Admin let **Mail Reader** read everybody's mail.","aggregation_key":"consent:standard-1",
            "tags":["source:standard","risk:high"],"timestamp":"2026-11-25T09:30:00.000Z",
            "attributes":{"status":"error","priority":"1",
            "links":[{"category":"resource","url":"https://attest.example/api/escalations/standard-1"}],
            "custom":{"consent_id":"standard-1","scopes":["Mail.Read"],"delay_seconds":1.5}}}}}
            """.ReplaceLineEndings(""),
            Text(DatadogBodies.Event(DatadogSetup.Event(), Now))
        );

    [Fact]
    public void Event_WithTheLeast_HasNothingEmpty()
    {
        var least = new DatadogEvent("t", "", "", DatadogEventStatus.Ok, 5, Now, [], new Dictionary<string, object?>(), []);

        Assert.Equal(
            """
            {"data":{"type":"event","attributes":{"title":"t","category":"alert","timestamp":"2026-11-25T09:30:00.000Z",
            "attributes":{"status":"ok","priority":"5"}}}}
            """.ReplaceLineEndings(""),
            Text(DatadogBodies.Event(least, Now)));
    }

    [Fact]
    public void Event_BeyondEveryLimit_IsCutSoThatDatadogTakesIt()
    {
        object deep = "bottom";
        for (var i = 0; i < 30; i++)
            deep = new Dictionary<string, object?> { ["in"] = deep, ["list"] = new object?[] { deep is string ? null : 1 } };
        var custom = Enumerable.Range(0, 150).ToDictionary(i => $"p{i:D3}", i => (object?)i);
        custom["p000"] = deep;
        custom["p001"] = Enumerable.Range(0, 150).ToDictionary(i => $"q{i}", i => (object?)i);
        var huge = new DatadogEvent(
            string.Concat(Enumerable.Repeat("😀", 400)),
            new string('m', 9000),
            $"consent:{new string('k', 300)}",
            DatadogEventStatus.Warn,
            3,
            Now.AddHours(-30),
            [.. Enumerable.Range(0, 150).Select(i => $"tag:{i}{new string('t', 300)}")],
            custom,
            [.. Enumerable.Range(0, 30).Select(i => new Uri($"https://attest.example/{(i == 0 ? new string('u', 3000) : "")}{i}"))]
        );

        using var json = JsonDocument.Parse(DatadogBodies.Event(huge, Now));

        Assert.Empty(DatadogRules.CheckEvent(json.RootElement, Now));
        var attributes = json.RootElement.GetProperty("data").GetProperty("attributes");
        Assert.False(attributes.TryGetProperty("timestamp", out _));
        Assert.Equal(
            "2026-11-24T03:30:00.000Z",
            attributes.GetProperty("attributes").GetProperty("custom").GetProperty("occurred_at").GetString()
        );
        Assert.Equal(100, attributes.GetProperty("attributes").GetProperty("custom").EnumerateObject().Count());
        Assert.Equal(100, attributes.GetProperty("tags").GetArrayLength());
        Assert.Equal(
            "https://attest.example/1",
            attributes.GetProperty("attributes").GetProperty("links")[0].GetProperty("url").GetString()
        );
    }

    [Fact]
    public void Event_LongAggregationKeys_StayApart()
    {
        string Key(string key)
        {
            using var json = JsonDocument.Parse(DatadogBodies.Event(DatadogSetup.Event() with { AggregationKey = key }, Now));
            return json.RootElement.GetProperty("data").GetProperty("attributes").GetProperty("aggregation_key").GetString()!;
        }
        var start = new string('k', 100);

        Assert.Equal(start, Key(start));
        Assert.NotEqual(Key($"{start}1"), Key($"{start}2"));
        Assert.Equal(Key($"{start}1"), Key($"{start}1"));
    }

    [Fact]
    public void Series_CountAndGauge_AreExactlyThis() =>
        Assert.Equal(
            """
            {"series":[{"metric":"oauthattest.escalation.pages","type":1,"interval":1,
            "points":[{"timestamp":1795599000,"value":1}],"tags":["source:standard"]},
            {"metric":"oauthattest.escalation.seconds_to_page","type":3,"points":[{"timestamp":1795599000,"value":0.25}],
            "unit":"second"}]}
            """.ReplaceLineEndings(""),
            Text(
                DatadogBodies.Series(
                    [
                        new DatadogPoint("oauthattest.escalation.pages", DatadogMetricType.Count, 1, Now, ["source:standard"]),
                        new DatadogPoint("oauthattest.escalation.seconds_to_page", DatadogMetricType.Gauge, 0.25, Now, [], "second"),
                    ],
                    Now
                )
            )
        );

    [Theory]
    [InlineData(-600, -58)]
    [InlineData(-59, -58)]
    [InlineData(-57, -57)]
    [InlineData(0, 0)]
    [InlineData(30, 8)]
    public void Series_OutsideTheWindowInWhichPointsCount_IsMovedIntoIt(int minutes, int expected)
    {
        using var json = JsonDocument.Parse(
            DatadogBodies.Series([new DatadogPoint("m", DatadogMetricType.Count, 1, Now.AddMinutes(minutes), [])], Now)
        );

        var at = json.RootElement.GetProperty("series")[0].GetProperty("points")[0].GetProperty("timestamp").GetInt64();
        Assert.Equal(Now.AddMinutes(expected).ToUnixTimeSeconds(), at);
    }

    [Fact]
    public void BrokenContract_IsRefusedHere()
    {
        Assert.Throws<ArgumentException>(() => DatadogBodies.Event(DatadogSetup.Event() with { Title = " " }, Now));
        Assert.Throws<ArgumentException>(() => DatadogBodies.Event(DatadogSetup.Event() with { Priority = 0 }, Now));
        Assert.Throws<ArgumentException>(() => DatadogBodies.Series([new DatadogPoint("1m", DatadogMetricType.Count, 1, Now, [])], Now));
        Assert.Throws<ArgumentException>(() =>
            DatadogBodies.Series([new DatadogPoint("m", DatadogMetricType.Count, double.NaN, Now, [])], Now)
        );
        Assert.Throws<ArgumentException>(() =>
            DatadogBodies.Series([.. Enumerable.Repeat(new DatadogPoint("m", DatadogMetricType.Gauge, 1, Now, []), 10_000)], Now)
        );
    }

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
