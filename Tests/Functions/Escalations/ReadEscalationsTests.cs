using System.Text.Json;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Rejected;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Tests.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>What is read of escalations over HTTP.</summary>
public sealed class ReadEscalationsTests
{
    private static readonly DateTimeOffset Now = EscalationWorld.Now;

    [Fact]
    public async Task Escalations_ReadOverHttp_TellStatesPagesAndEverythingOfOne()
    {
        await using var flow = await FlowWorld.StartAsync(new() { ["Escalation:RunbookUrl"] = "https://wiki.example.com/consents" });
        await using var world = EscalationWorld.On(flow.Database);
        var consents = await ArrangeAsync(world);

        Assert.Equal(consents.Select(consent => consent.Key).Reverse(), Keys(await flow.GetJsonAsync("escalations")));
        Assert.Equal([consents[0].Key], Keys(await flow.GetJsonAsync("escalations?state=exited")));
        Assert.Equal([consents[1].Key], Keys(await flow.GetJsonAsync("escalations?state=acknowledged")));
        Assert.Equal([consents[2].Key], Keys(await flow.GetJsonAsync("escalations?state=open")));
        Assert.Equal([consents[3].Key], Keys(await flow.GetJsonAsync("escalations?state=received")));
        Assert.Empty(Keys(await flow.GetJsonAsync("escalations?state=resolved")));
        Assert.Equal([consents[3].Key], Keys(await flow.GetJsonAsync("escalations?source=okta")));
        Assert.Equal([consents[3].Key, consents[2].Key], Keys(await flow.GetJsonAsync($"escalations?since={Now:yyyy-MM-ddTHH:mm:ss}Z")));
        await AssertPagesAsync(flow, consents);
        await AssertRejectedAsync(flow);
        AssertReport(await flow.GetJsonAsync($"escalations/{consents[1].Key}"), consents[1]);
        AssertUndecided(await flow.GetJsonAsync($"escalations/{consents[3].Key}"));
    }

    private static async Task AssertRejectedAsync(FlowWorld flow)
    {
        var none = await flow.GetJsonAsync("escalations");
        Assert.Equal(0, none.GetProperty("rejected").GetProperty("count").GetInt32());
        var record = new UnreadableRecord("data.events[1]", "data.events[1].uuid is missing", new string('a', 64), "{}");
        await new RejectedRecords(flow.Database.Source).KeepAsync(ConsentSource.Okta, [record], Now, default);

        var rejected = (await flow.GetJsonAsync("escalations")).GetProperty("rejected");

        Assert.Equal(1, rejected.GetProperty("count").GetInt32());
        Assert.Equal(
            "data.events[1].uuid is missing",
            Assert.Single(rejected.GetProperty("newest").EnumerateArray()).GetProperty("problem").GetString());
    }

    private static async Task<IReadOnlyList<ConsentRecord>> ArrangeAsync(EscalationWorld world)
    {
        var earlier = Now.AddMinutes(-10);
        var exited = await world.ConsentAsync(scopes: EscalationWorld.LowScopes, receivedAt: earlier);
        var acknowledged = await world.ConsentAsync(scopes: ["Mail.ReadWrite", "User.Read"], receivedAt: earlier);
        var open = await world.ConsentAsync(client: "client-2");
        var received = await world.ConsentAsync(source: ConsentSource.Okta);
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("boss@example.com");
        foreach (var consent in new[] { exited, acknowledged, open })
            await world.DecideAsync(consent);
        await world.ExecuteAsync(
            $"""
            UPDATE incidents SET state = 'Acknowledged', paged_at = '{earlier.AddSeconds(2):O}', acknowledged_at = '{earlier.AddSeconds(
                62
            ):O}', acknowledged_by = 'U0ANA',
                   page_route = 'Primary', pager_duty_url = 'https://example.pagerduty.com/incidents/Q1'
            WHERE client_id = 'client-1';
            UPDATE escalation_outbox SET state = 'Done', attempts = 2, last_error = 'HTTP 500', done_at = '{Now:O}' WHERE kind = 'Page'
            """);
        var incident = (await world.IncidentsAsync())[0];
        await world.SaveAsync(new IncidentAct
        {
            IncidentId = incident.Id,
            Kind = IncidentActKind.Acknowledge,
            Outcome = IncidentActOutcome.Done,
            Actor = "U0ANA",
            Origin = ActOrigin.Slack,
            DeliveryKey = "click-1",
            At = earlier.AddSeconds(62),
        });
        return [exited, acknowledged, open, received];
    }

    private static async Task AssertPagesAsync(FlowWorld flow, IReadOnlyList<ConsentRecord> consents)
    {
        var first = await flow.GetJsonAsync("escalations?take=3");
        var second = await flow.GetJsonAsync($"escalations?take=3&after={first.GetProperty("nextAfter").GetInt64()}");

        Assert.Equal(consents.Select(consent => consent.Key).Reverse(), [.. Keys(first), .. Keys(second)]);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextAfter").ValueKind);
    }

    private static void AssertReport(JsonElement report, ConsentRecord consent)
    {
        Assert.Equal("Acknowledged", report.GetProperty("state").GetString());
        Assert.Equal(
            ("boss@example.com", "Mail.ReadWrite"),
            (
                report.GetProperty("consent").GetProperty("personEmail").GetString(),
                report.GetProperty("consent").GetProperty("scopes")[0].GetProperty("scope").GetString()
            )
        );
        var decision = report.GetProperty("decision");
        Assert.Equal(
            ("Escalate", "Privileged", "Executive", 3600d),
            (
                decision.GetProperty("verdict").GetString(),
                decision.GetProperty("privilege").GetString(),
                decision.GetProperty("category").GetString(),
                decision.GetProperty("rosterAgeSeconds").GetDouble()
            )
        );
        Assert.Equal(
            ("scope-risk", RuleNames.InWords("scope-risk")),
            (
                decision.GetProperty("rules")[0].GetProperty("rule").GetString(),
                decision.GetProperty("rules")[0].GetProperty("words").GetString()
            )
        );
        var latencies = report.GetProperty("latencies");
        Assert.Equal(
            (180d, 2d, 60d),
            (
                latencies.GetProperty("consentToArrivalSeconds").GetDouble(),
                latencies.GetProperty("arrivalToPageSeconds").GetDouble(),
                latencies.GetProperty("pageToAcknowledgementSeconds").GetDouble()
            )
        );
        AssertIncident(report.GetProperty("incident"), consent);
        Assert.Equal(
            ("Acknowledge", "U0ANA"),
            (report.GetProperty("acts")[0].GetProperty("kind").GetString(), report.GetProperty("acts")[0].GetProperty("actor").GetString())
        );
        var page = report
            .GetProperty("effects")
            .EnumerateArray()
            .Single(effect => effect.GetProperty("kind").GetString() == nameof(EffectKind.Page));
        Assert.Equal(
            ("Done", 2, "HTTP 500"),
            (page.GetProperty("state").GetString(), page.GetProperty("attempts").GetInt32(), page.GetProperty("lastError").GetString())
        );
        Assert.Equal(5, report.GetProperty("effects").GetArrayLength());
    }

    private static void AssertIncident(JsonElement incident, ConsentRecord consent)
    {
        Assert.Equal(
            ($"consent:{consent.Key}", $"escalation-{consent.Key}", true),
            (
                incident.GetProperty("dedupKey").GetString(),
                incident.GetProperty("instanceId").GetString(),
                incident.GetProperty("openedByThis").GetBoolean()
            )
        );
        Assert.Equal(
            ("https://example.pagerduty.com/incidents/Q1", "https://wiki.example.com/consents"),
            (incident.GetProperty("pagerDutyUrl").GetString(), incident.GetProperty("runbookUrl").GetString())
        );
    }

    private static void AssertUndecided(JsonElement report)
    {
        Assert.Equal("Received", report.GetProperty("state").GetString());
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (report.GetProperty("decision").ValueKind, report.GetProperty("incident").ValueKind)
        );
        Assert.Equal(JsonValueKind.Null, report.GetProperty("latencies").GetProperty("arrivalToPageSeconds").ValueKind);
    }

    private static IEnumerable<string> Keys(JsonElement page) =>
        page.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("key").GetString()!);
}
