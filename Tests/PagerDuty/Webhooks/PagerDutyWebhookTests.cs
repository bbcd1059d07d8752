using System.Text;
using OAuthAttest.PagerDuty.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty.Webhooks;

public sealed class PagerDutyWebhookTests
{
    // The shape of PagerDuty's published sample, shortened.
    private const string Sample = """
        {"event":{"id":"5ac64822-4adc-4fda-ade0-410becf0de4f","event_type":"incident.acknowledged",
        "resource_type":"incident","occurred_at":"2020-10-02T18:45:22.169Z",
        "agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV",
        "self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},
        "client":{"name":"PagerDuty"},"data":{"id":"PGR0VU2","type":"incident",
        "self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2",
        "number":2,"status":"triggered","incident_key":"d3640fbd41094207a1c11e58e46b1662",
        "title":"A little bump in the road","urgency":"high","resolve_reason":null}}}
        """;

    [Fact]
    public void Parse_PublishedSample_IsRead() =>
        Assert.Equal(
            new PagerDutyWebhook.IncidentChanged(
                "5ac64822-4adc-4fda-ade0-410becf0de4f",
                PagerDutyChange.Acknowledged,
                "PGR0VU2",
                "d3640fbd41094207a1c11e58e46b1662",
                "PLH1HKV"
            ),
            Parse(Sample)
        );

    [Theory]
    [InlineData("\"agent\":null,", "")]
    [InlineData("", "\"incident_key\":null,")]
    public void Parse_NoPersonOrKey_IsReadAllTheSame(string agent, string key)
    {
        var read = Parse("""{"event":{"id":"01","event_type":"incident.resolved",AGENT"data":{KEY"id":"Q1"}}}"""
            .Replace("AGENT", agent, StringComparison.Ordinal).Replace("KEY", key, StringComparison.Ordinal));

        Assert.Equal(new PagerDutyWebhook.IncidentChanged("01", PagerDutyChange.Resolved, "Q1", null, PagerDutyWebhook.NoPerson), read);
    }

    [Theory]
    [InlineData("pagey.ping")]
    [InlineData("incident.triggered")]
    [InlineData("service.updated")]
    [InlineData("something.new")]
    public void Parse_OtherEvents_AreNotUsed(string type) =>
        Assert.Equal(
            new PagerDutyWebhook.NotUsed(type, null, null, null),
            Parse($$$"""{"event":{"event_type":"{{{type}}}"}}""")
        );

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("{}", "event")]
    [InlineData("""{"event":[]}""", "event")]
    [InlineData("""{"event":{}}""", "event.event_type")]
    [InlineData("""{"event":{"event_type":7}}""", "event.event_type")]
    [InlineData("""{"event":{"event_type":"incident.resolved"}}""", "event.id")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":""}}""", "event.id")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"a\u0000b"}}""", "event.id")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1"}}""", "event.data")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","data":null}}""", "event.data")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","data":{}}}""", "event.data.id")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","data":{"id":"Q1","incident_key":5}}}""", "event.data.incident_key")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","agent":"x","data":{"id":"Q1"}}}""", "event.agent")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","agent":{},"data":{"id":"Q1"}}}""", "event.agent")]
    [InlineData("""{"event":{"event_type":"\ud800"}}""", "body")]
    public void Parse_Malformed_NamesTheField(string body, string field) =>
        Assert.Equal(field, Assert.IsType<PagerDutyWebhook.Malformed>(Parse(body)).Field);

    [Fact]
    public void Parse_AnyByteChangedOrCut_NeverThrows()
    {
        var sample = Encoding.UTF8.GetBytes(Sample);
        for (var i = 0; i < sample.Length; i++)
        {
            var changed = sample.ToArray();
            changed[i] ^= 0x80;
            Assert.NotNull(PagerDutyWebhook.Parse(changed));
            Assert.IsType<PagerDutyWebhook.Malformed>(PagerDutyWebhook.Parse(sample.AsMemory(0, i)));
        }
        Assert.Equal("body", Assert.IsType<PagerDutyWebhook.Malformed>(Parse(new string('[', 5000))).Field);
    }

    private static PagerDutyWebhook Parse(string body) => PagerDutyWebhook.Parse(Encoding.UTF8.GetBytes(body));
}
