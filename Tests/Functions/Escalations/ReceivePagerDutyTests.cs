using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>Actions of people in PagerDuty, over real HTTP; and requests that PagerDuty would never send.</summary>
public sealed class ReceivePagerDutyTests(PagerDutyWorld shared) : IClassFixture<PagerDutyWorld>
{
    private PagerDutySimulator Account => shared.Account;

    [Fact]
    public async Task Acknowledged_DeliveredThreeTimes_IsOneActOfThatPerson()
    {
        var (incident, alert) = await shared.PageAsync();

        var result = await Account.AcknowledgeAsync(alert, "PADA", deliveries: 3);

        Assert.Equal((HttpStatusCode.OK, """{"status":"Done"}"""), (result!.StatusCode, result.Body));
        var act = Assert.Single(await shared.ActsAsync(incident));
        Assert.Equal(("PADA", ActOrigin.PagerDuty, IncidentActOutcome.Done), (act.Actor, act.Origin, act.Outcome));
        Assert.Equal(
            (IncidentState.Acknowledged, "PADA"),
            ((await shared.ReadAsync(incident)).State, (await shared.ReadAsync(incident)).AcknowledgedBy)
        );
    }

    [Fact]
    public async Task Resolved_EndsTheIncident_AndAnAcknowledgementOfAnotherIsAnothers()
    {
        var (first, firstAlert) = await shared.PageAsync();
        var (second, secondAlert) = await shared.PageAsync();

        await Account.ResolveAsync(firstAlert);
        await Account.AcknowledgeAsync(secondAlert);

        Assert.Equal(
            (IncidentState.Resolved, IncidentEnd.ResolvedInPagerDuty),
            ((await shared.ReadAsync(first)).State, (await shared.ReadAsync(first)).End)
        );
        Assert.Equal(IncidentState.Acknowledged, (await shared.ReadAsync(second)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acknowledged_WithoutTheKeyInIt_IsFoundByTheLinkOrByAsking(bool remembersTheLink)
    {
        var (incident, alert) = await shared.PageAsync(remembersTheLink);
        var asked = Account.Calls.GetValueOrDefault("alerts");

        var result = await Account.DeliverAsync(WithoutKey(Account.Webhook(alert, "incident.acknowledged", "PADA")));

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.Equal(IncidentState.Acknowledged, (await shared.ReadAsync(incident)).State);
        Assert.Equal(remembersTheLink, Account.Calls.GetValueOrDefault("alerts") == asked);
    }

    [Fact]
    public async Task Acknowledged_WhileItCannotBeAskedWhose_Is503_AndTheNextDeliveryCounts()
    {
        var (incident, alert) = await shared.PageAsync();
        var body = WithoutKey(Account.Webhook(alert, "incident.acknowledged", "PADA"));
        Account.Faults.Next("alerts", HttpFault.HtmlPage, HttpFault.HtmlPage, HttpFault.HtmlPage);

        var first = await Account.PostWebhookAsync(body);
        var second = await Account.DeliverAsync(body);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(IncidentState.Acknowledged, (await shared.ReadAsync(incident)).State);
    }

    [Theory]
    [InlineData("incident.triggered")]
    [InlineData("incident.agent.summary")]
    [InlineData("incident.annotated")]
    [InlineData("incident.of.a.kind.to.come")]
    public async Task OtherKinds_Are202_AndKeptAsNotUsed(string type)
    {
        var (incident, alert) = await shared.PageAsync();
        var body = Account.Webhook(alert, type, null);

        await Account.DeliverAsync(body);
        var result = await Account.DeliverAsync(body);

        Assert.Equal((HttpStatusCode.Accepted, """{"status":"not used"}"""), (result.StatusCode, result.Body));
        var act = Assert.Single(await shared.ActsAsync(incident));
        Assert.Equal((IncidentActKind.Other, IncidentActOutcome.NotUsed, type), (act.Kind, act.Outcome, act.Reason));
        Assert.Equal(IncidentState.Open, (await shared.ReadAsync(incident)).State);
    }

    [Theory]
    [InlineData("""{"event":{"event_type":"pagey.ping"}}""")]
    [InlineData("""{"event":{"event_type":"pagey.ping","id":7,"data":[]}}""")]
    [InlineData("""{"event":{"event_type":"service.updated","id":"01X","data":{"id":"PSERVICE","incident_key":9}}}""")]
    public async Task OtherKinds_WhateverTheyHold_Are202(string body)
    {
        var result = await Account.DeliverAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.Accepted, result.StatusCode);
    }

    [Fact]
    public async Task Unacknowledged_DeliveredTwice_OpensItAgainOnce()
    {
        var (incident, alert) = await shared.PageAsync();
        await Account.AcknowledgeAsync(alert, "PADA");
        var body = Account.Webhook(alert, "incident.unacknowledged", null);

        await Account.DeliverAsync(body);
        await Account.DeliverAsync(body);

        Assert.Equal(IncidentState.Open, (await shared.ReadAsync(incident)).State);
        Assert.Equal(
            [IncidentActKind.Acknowledge, IncidentActKind.Unacknowledge],
            (await shared.ActsAsync(incident)).Select(act => act.Kind)
        );
    }

    [Theory]
    [InlineData("incident.resolved")]
    [InlineData("incident.reopened")]
    [InlineData("incident.unacknowledged")]
    public async Task ForeignIncidents_AreIgnored(string type)
    {
        var (incident, alert) = await shared.PageAsync();
        var body = Encoding.UTF8.GetString(Account.Webhook(alert, type, null));
        body = body.Replace(alert.DedupKey, "disk full", StringComparison.Ordinal)
            .Replace(alert.IncidentId, "Q0FOREIGN", StringComparison.Ordinal);

        var result = await Account.DeliverAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal((HttpStatusCode.OK, """{"status":"ignored"}"""), (result.StatusCode, result.Body));
        Assert.Equal(IncidentState.Open, (await shared.ReadAsync(incident)).State);
    }

    [Fact]
    public async Task SignedWithTheOldSecret_WhileItIsRotated_Counts()
    {
        var (incident, alert) = await shared.PageAsync();

        await Account.DeliverAsync(Account.Webhook(alert, "incident.acknowledged", "PADA"), "the-old-secret");

        Assert.Equal(IncidentState.Acknowledged, (await shared.ReadAsync(incident)).State);
    }

    [Theory]
    [InlineData("another-secret", null)]
    [InlineData(null, "")]
    [InlineData(null, "v1=")]
    [InlineData(null, "v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(null, "v0=0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task BadlySigned_Is401AndChangesNothing(string? secret, string? signature)
    {
        var (incident, alert) = await shared.PageAsync();
        var body = Account.Webhook(alert, "incident.resolved", "PADA");

        using var answer = await SendAsync(body, signature ?? PagerDutySignature.Sign(secret!, body));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(IncidentState.Open, (await shared.ReadAsync(incident)).State);
    }

    [Fact]
    public async Task AnyByteOfHeaderOrBodyChanged_Is401AndChangesNothing()
    {
        var (incident, alert) = await shared.PageAsync();
        var body = Account.Webhook(alert, "incident.resolved", "PADA");
        var good = PagerDutySignature.Sign(Account.Options.WebhookSecret, body);
        for (var i = 0; i < body.Length; i++)
        {
            var changed = body.ToArray();
            changed[i] ^= 1;
            using var answer = await SendAsync(changed, good);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        for (var i = 0; i < good.Length; i++)
        {
            var header = good.ToCharArray();
            header[i] = (char)(header[i] ^ 1);
            using var answer = await SendAsync(body, new string(header));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        Assert.Equal(IncidentState.Open, (await shared.ReadAsync(incident)).State);
        Assert.Empty(await shared.ActsAsync(incident));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"event":{"event_type":"incident.resolved","id":"1","data":{}}}""", "event.data.id")]
    public async Task SignedAndMalformed_Is400WithTheFieldNamed(string body, string field)
    {
        using var answer = await SendAsync(Encoding.UTF8.GetBytes(body));

        await AssertAsync(answer, HttpStatusCode.BadRequest, field);
    }

    [Fact]
    public async Task WhileTheDatabaseDoesNotAnswer_Is503_AndTheNextDeliveryCounts()
    {
        var (incident, alert) = await shared.PageAsync();
        var body = Account.Webhook(alert, "incident.acknowledged", "PADA");
        await using var db = shared.World.Open();
        await using var blocking = await db.Database.BeginTransactionAsync();
        await db.Incidents.FromSql($"SELECT * FROM incidents WHERE id = {incident.Id} FOR UPDATE").AsNoTracking().ToListAsync();

        var first = await Account.PostWebhookAsync(body);
        await blocking.RollbackAsync();
        var second = await Account.DeliverAsync(body);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Single(await shared.ActsAsync(incident));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task OtherContentType_Is415(string contentType)
    {
        using var answer = await SendAsync("{}"u8.ToArray(), contentType: contentType);

        await AssertAsync(answer, HttpStatusCode.UnsupportedMediaType, "Content-Type");
    }

    [Fact]
    public async Task HugeBody_Is413()
    {
        using var answer = await SendAsync(new byte[1024 * 1024 + 1]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string? signature = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Account.WebhookUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation(
            PagerDutySignature.Header,
            signature ?? PagerDutySignature.Sign(Account.Options.WebhookSecret, body)
        );
        return await shared.World.Http.SendAsync(request);
    }

    private static async Task AssertAsync(HttpResponseMessage answer, HttpStatusCode status, string field)
    {
        Assert.Equal(status, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(field, json.RootElement.GetProperty("field").GetString());
    }

    private static byte[] WithoutKey(byte[] body)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        json["event"]!["data"]!["incident_key"] = null;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
