using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty;

/// <summary>The bytes that are sent, and how each kind of response is interpreted.</summary>
public sealed class PagerDutyWireFormatTests
{
    private const string Key = "0123456789abcdef0123456789ABCDEF";

    [Fact]
    public void Write_Trigger_IsExactlyThis() =>
        Assert.Equal(
            """
            {"routing_key":"0123456789abcdef0123456789ABCDEF","event_action":"trigger","dedup_key":"consent:standard-1",
            "client":"OAuthAttest","client_url":"https://attest.example/",
            "links":[{"href":"https://attest.example/api/escalations/standard-1","text":"Escalation"}],
            "payload":{"summary":"Ada Admin let Mail Reader read everybody's mail","source":"contoso","severity":"critical",
            "timestamp":"2026-11-25T09:30:00.000Z","component":"Mail Reader","group":"entra","class":"privileged consent",
            "custom_details":{"scopes":["Mail.Read"],"roster_age_hours":3,"unverified":true,"note":"Zoë <script>"}}}
            """.ReplaceLineEndings(""),
            Text(PagerDutyEventBody.Write(PagerDutySetup.Trigger() with { ClientUrl = new Uri("https://attest.example/") }, Key))
        );

    [Fact]
    public void Write_TriggerWithTheLeast_HasNothingElse()
    {
        var least = PagerDutySetup.Trigger() with
        {
            Links = [],
            Payload = new PagerDutyPayload(
                "s",
                "src",
                PagerDutySeverity.Info,
                new DateTimeOffset(2026, 11, 25, 10, 30, 0, TimeSpan.FromHours(1)),
                null,
                null,
                null,
                new Dictionary<string, object?>()
            ),
        };

        Assert.Equal(
            """
            {"routing_key":"0123456789abcdef0123456789ABCDEF","event_action":"trigger","dedup_key":"consent:standard-1",
            "client":"OAuthAttest","payload":{"summary":"s","source":"src","severity":"info",
            "timestamp":"2026-11-25T09:30:00.000Z"}}
            """.ReplaceLineEndings(""),
            Text(PagerDutyEventBody.Write(least, Key)));
    }

    [Theory]
    [InlineData(PagerDutyAction.Acknowledge, "acknowledge")]
    [InlineData(PagerDutyAction.Resolve, "resolve")]
    public void Write_Change_HasKeysOnly(PagerDutyAction action, string name) => Assert.Equal(
        $$"""
        {"routing_key":"{{Key}}","event_action":"{{name}}","dedup_key":"consent:standard-1"}
        """,
        Text(PagerDutyEventBody.Write(PagerDutySetup.Change(action) with { ClientUrl = new Uri("https://attest.example/") }, Key)));

    [Theory]
    [InlineData("a", 1024, 1024)]
    [InlineData("a", 1025, 1024)]
    [InlineData("😀", 513, 1023)]
    [InlineData("👩‍👩‍👧‍👦", 200, 1024)]
    [InlineData("e\u0301", 2000, 1023)]
    public void Write_LongSummary_IsCutBetweenCharacters(string character, int times, int most)
    {
        var summary = string.Concat(Enumerable.Repeat(character, times));
        var long1 = PagerDutySetup.Trigger() with
        {
            Payload = PagerDutySetup.Trigger().Payload! with { Summary = summary, Component = summary, Source = summary },
        };

        using var json = JsonDocument.Parse(PagerDutyEventBody.Write(long1, Key));

        var written = json.RootElement.GetProperty("payload").GetProperty("summary").GetString()!;
        Assert.InRange(written.Length, 1000, most);
        var kept = written == summary ? written : written[..^1];
        Assert.StartsWith(kept, summary, StringComparison.Ordinal);
        Assert.Equal(0, kept.Length % character.Length);
        Assert.Empty(PagerDutyEventRules.Check(json.RootElement, new PagerDutySimulatorOptions { RoutingKey = Key }));
    }

    [Fact]
    public void Write_TooLarge_GivesUpDetailsThenLinksButNeverThePage()
    {
        var huge = new Dictionary<string, object?> { ["x"] = new string('x', 600 * 1024) };
        var details = PagerDutySetup.Trigger() with { Payload = PagerDutySetup.Trigger().Payload! with { Details = huge } };
        var links = details with
        {
            Links =
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(i => new PagerDutyLink(new Uri($"https://attest.example/{new string('y', 1900)}{i}"), "link")),
            ],
        };

        var withoutDetails = Text(PagerDutyEventBody.Write(details, Key));
        var withoutLinks = Text(PagerDutyEventBody.Write(links, Key));

        Assert.Contains(
            "\"custom_details\":{\"omitted\":\"The details were too large for one event.\"}",
            withoutDetails,
            StringComparison.Ordinal
        );
        Assert.Contains("\"links\"", withoutDetails, StringComparison.Ordinal);
        Assert.DoesNotContain("\"links\"", withoutLinks, StringComparison.Ordinal);
        Assert.All([withoutDetails, withoutLinks], body => Assert.InRange(body.Length, 1, PagerDutyEventBody.MaxBytes));
        Assert.All([withoutDetails, withoutLinks], body => Assert.Contains("Ada Admin", body, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_BrokenContract_IsRefusedHere()
    {
        Assert.Throws<ArgumentException>(() => PagerDutyEventBody.Write(PagerDutySetup.Trigger(new string('k', 256)), Key));
        Assert.Throws<ArgumentException>(() => PagerDutyEventBody.Write(PagerDutySetup.Trigger(""), Key));
        Assert.Throws<ArgumentException>(() => PagerDutyEventBody.Write(PagerDutySetup.Trigger() with { Payload = null }, Key));
        Assert.Throws<ArgumentException>(() =>
            PagerDutyEventBody.Write(PagerDutySetup.Trigger() with { Action = PagerDutyAction.Resolve }, Key)
        );
        Assert.NotEmpty(PagerDutyEventBody.Write(PagerDutySetup.Trigger(new string('k', 255)), Key));
    }

    [Fact]
    public async Task SendAsync_OnTheWire_PostsJsonToEnqueue()
    {
        await using var wire = await StartAsync();
        wire.Sink.Answer = """{"status":"success","message":"Event processed","dedup_key":"another"}""";

        var accepted = await wire.Events.SendAsync(PagerDutySetup.Trigger(), default);

        var request = Assert.Single(wire.Sink.Requests);
        Assert.Equal(("POST /v2/enqueue", "application/json"), (request.Line, request.Headers["Content-Type"]));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal("another", accepted.DedupKey);
    }

    [Theory]
    [InlineData(202, "{}", "application/json", null)]
    [InlineData(
        200,
        """{"status":"success","dedup_key":"consent:standard-1"}""",
        "application/json",
        typeof(PagerDutyUnavailableException)
    )]
    [InlineData(202, "Accepted", "text/plain", typeof(PagerDutyUnavailableException))]
    [InlineData(202, "", "application/json", typeof(PagerDutyUnavailableException))]
    [InlineData(302, "{}", "application/json", typeof(PagerDutyUnavailableException))]
    [InlineData(403, "<html>", "text/html", typeof(PagerDutyUnavailableException))]
    [InlineData(408, "{}", "application/json", typeof(PagerDutyUnavailableException))]
    [InlineData(503, "{}", "application/json", typeof(PagerDutyUnavailableException))]
    [InlineData(
        400,
        """{"status":"invalid event","message":"Event object is invalid","errors":["bad"]}""",
        "application/json",
        typeof(PagerDutyRejectedException)
    )]
    [InlineData(403, """{"error":{"message":"Forbidden","code":2010}}""", "application/json", typeof(PagerDutyRejectedException))]
    [InlineData(413, "{}", "application/json", typeof(PagerDutyRejectedException))]
    public async Task SendAsync_AnyAnswer_IsSorted(int status, string answer, string type, Type? expected)
    {
        await using var wire = await StartAsync();
        (wire.Sink.Status, wire.Sink.Answer, wire.Sink.ContentType) = (status, answer, type);

        var thrown = await Record.ExceptionAsync(() => wire.Events.SendAsync(PagerDutySetup.Trigger(), default));

        Assert.Equal(expected, thrown?.GetType());
    }

    [Fact]
    public async Task SendAsync_PagerDutyRepeatsTheKey_IsNotInTheMessage()
    {
        await using var wire = await StartAsync();
        (wire.Sink.Status, wire.Sink.Answer) = (400, $$"""{"errors":["{{Key}} is wrong","also {{Key.ToLowerInvariant()}}",7]}""");

        var thrown = await Assert.ThrowsAsync<PagerDutyRejectedException>(() => wire.Events.SendAsync(PagerDutySetup.Trigger(), default));

        Assert.Equal(["(key) is wrong", "also (key)"], thrown.Errors);
        Assert.DoesNotContain(Key, thrown.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Wed, 25 Nov 2026 09:30:42 GMT", 42)]
    [InlineData("Wed, 25 Nov 2026 09:00:00 GMT", 1)]
    [InlineData("soon", 30)]
    public async Task SendAsync_RetryAfterInOtherForms_IsUnderstood(string header, int seconds)
    {
        await using var wire = await StartAsync();
        (wire.Sink.Status, wire.Sink.AnswerHeaders["Retry-After"]) = (429, header);

        var thrown = await Assert.ThrowsAsync<PagerDutyThrottledException>(() => wire.Events.SendAsync(PagerDutySetup.Trigger(), default));

        Assert.Equal(TimeSpan.FromSeconds(seconds), thrown.RetryAfter);
    }

    [Fact]
    public async Task FindAsync_OnTheWire_AsksForVersionTwoWithTheKey()
    {
        await using var wire = await StartAsync();
        (wire.Sink.Status, wire.Sink.Answer) = (200, """{"incidents":[]}""");

        Assert.Null(await wire.Incidents.FindAsync("consent:a b&c", default));

        var request = Assert.Single(wire.Sink.Requests);
        Assert.Equal("GET /incidents?incident_key=consent%3Aa%20b%26c&sort_by=created_at%3Adesc&limit=1", request.Line);
        Assert.Equal(
            ("Token token=rest-key-of-a-test", "application/vnd.pagerduty+json;version=2"),
            (request.Headers["Authorization"], request.Headers["Accept"])
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"incidents":null}""")]
    [InlineData("""{"incidents":[{}]}""")]
    [InlineData("""{"incidents":[{"id":"Q1","html_url":"not a url"}]}""")]
    [InlineData("""{"incidents":[{"id":"Q1","html_url":"javascript:alert(1)"}]}""")]
    public async Task FindAsync_UnreadableAnswer_IsNeverNoIncident(string answer)
    {
        await using var wire = await StartAsync();
        (wire.Sink.Status, wire.Sink.Answer) = (200, answer);

        await Assert.ThrowsAsync<PagerDutyUnavailableException>(() => wire.Incidents.FindAsync("consent:a", default));
    }

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);

    private static async Task<Wire> StartAsync()
    {
        var sink = await WireSink.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["PagerDuty:RoutingKey"] = Key,
            ["PagerDuty:RestKey"] = "rest-key-of-a-test",
            ["PagerDuty:EventsUrl"] = sink.BaseUrl.AbsoluteUri,
            ["PagerDuty:RestUrl"] = sink.BaseUrl.AbsoluteUri,
            ["PagerDuty:RequestTimeout"] = "00:01:00",
        };
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new FakeTimeProvider(PagerDutySetup.Now));
        services.AddPagerDuty(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return new Wire(sink, services.BuildServiceProvider());
    }

    private sealed class Wire(WireSink sink, ServiceProvider provider) : IAsyncDisposable
    {
        public WireSink Sink => sink;

        public IPagerDutyEvents Events => provider.GetRequiredService<IPagerDutyEvents>();

        public IPagerDutyIncidents Incidents => provider.GetRequiredService<IPagerDutyIncidents>();

        public async ValueTask DisposeAsync()
        {
            await provider.DisposeAsync();
            await sink.DisposeAsync();
        }
    }
}
