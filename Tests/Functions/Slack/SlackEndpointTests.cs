using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Slack;

/// <summary>The click endpoint with requests that Slack would never send. The tests share one world and must not change it.</summary>
public sealed class SlackEndpointTests(EndpointTests.OpenWorld shared) : IClassFixture<EndpointTests.OpenWorld>
{
    private const string Form = "application/x-www-form-urlencoded";

    private FlowWorld World => shared.World;

    [Theory]
    [InlineData(-301, 401, SlackSignature.TimestampHeader)]
    [InlineData(301, 401, SlackSignature.TimestampHeader)]
    [InlineData(-86_400, 401, SlackSignature.TimestampHeader)]
    [InlineData(31_536_000, 401, SlackSignature.TimestampHeader)]
    [InlineData(-300, 200, null)]
    [InlineData(300, 200, null)]
    public async Task Post_SignedAtAnotherTime_CountsInsideTheWindowOnly(int seconds, int status, string? field)
    {
        using var answer = await SendAsync(Payload("""{"type":"shortcut"}"""), offset: TimeSpan.FromSeconds(seconds));

        await AssertAsync(answer, status, field);
    }

    [Theory]
    [InlineData("another-secret", null, null)]
    [InlineData(null, "", null)]
    [InlineData(null, "v0=", null)]
    [InlineData(null, "v1=0000000000000000000000000000000000000000000000000000000000000000", null)]
    [InlineData(null, "v0=0000000000000000000000000000000000000000000000000000000000000000", null)]
    [InlineData(null, null, "yesterday")]
    [InlineData(null, null, "")]
    [InlineData(null, null, "99999999999999999999")]
    public async Task Post_BadlySigned_Is401AndChangesNothing(string? secret, string? signature, string? timestamp)
    {
        using var answer = await SendAsync(await KeepPayloadAsync(), secret: secret, signature: signature, timestamp: timestamp);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await AssertNothingDecidedAsync();
    }

    [Fact]
    public async Task Post_BodyChangedAfterSigning_Is401()
    {
        var body = await KeepPayloadAsync();
        var timestamp = Now(TimeSpan.Zero);
        var signature = SlackSignature.Sign(World.Slack.Options.SigningSecret, timestamp, body);
        for (var i = 0; i < body.Length; i += Math.Max(1, body.Length / 40))
        {
            var changed = body.ToArray();
            changed[i] ^= 1;
            using var answer = await SendAsync(changed, signature: signature, timestamp: timestamp);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        await AssertNothingDecidedAsync();
    }

    [Theory]
    [InlineData("", "payload")]
    [InlineData("a=b", "payload")]
    [InlineData("payload=", "payload")]
    [InlineData("payload=%7B", "payload")]
    [InlineData("payload=%5B%5D", "payload")]
    [InlineData("payload=%7B%7D", "payload.type")]
    [InlineData("payload=%ZZ", "body")]
    [InlineData("payload=%ff", "body")]
    [InlineData("payload=1&payload=2", "payload")]
    [InlineData("payload=%7B%22type%22%3A%22block_actions%22%7D", "payload.actions")]
    public async Task Post_SignedAndMalformed_Is400WithTheFieldNamed(string body, string field)
    {
        using var answer = await SendAsync(Encoding.UTF8.GetBytes(body));

        await AssertAsync(answer, 400, field);
    }

    [Theory]
    [InlineData("not ours")]
    [InlineData("1:2026Q4:jane:1:x:abcd")]
    [InlineData("2:2026Q4:jane:1:1:abcd")]
    [InlineData("1:20 26:jane:1:1:abcd")]
    public async Task Post_ButtonValueThatIsNotOurs_Is400(string value)
    {
        using var answer = await SendAsync(Payload(Action("oaa.keep", value, "U0JANE")));

        await AssertAsync(answer, 400, "payload.actions[0].value");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Post_OtherContentType_Is415(string contentType)
    {
        using var answer = await SendAsync(await KeepPayloadAsync(), contentType: contentType);

        await AssertAsync(answer, 415, "Content-Type");
    }

    [Fact]
    public async Task Post_HugeBody_Is413()
    {
        using var answer = await SendAsync(Payload($$"""{"type":"shortcut","x":"{{new string('x', 1024 * 1024)}}"}"""));

        await AssertAsync(answer, 413, null);
    }

    [Theory]
    [InlineData("ssl_check=1&token=x")]
    [InlineData("payload=%7B%22type%22%3A%22shortcut%22%7D")]
    public async Task Post_NothingForUs_Is200AndEmpty(string body)
    {
        using var answer = await SendAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("2099Q9", "jane", 1)]
    [InlineData("2026Q4", "jane", 999_999)]
    public async Task Post_UnknownCampaignOrGrant_IsAnsweredPolitelyAndOnRecord(string campaign, string participant, long grant)
    {
        using var answer = await SendAsync(
            Payload(Action("oaa.remove", $"1:{campaign}:{participant}:1:{grant}:0123456789abcdef", "U0JANE"))
        );

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        await AssertNothingDecidedAsync();
        await using var db = World.Open();
        Assert.True(await db.AuditEvents.AnyAsync(e => e.Kind == "answer.refused" && e.Subject == $"campaign/{campaign}"));
    }

    private async Task AssertNothingDecidedAsync()
    {
        await using var db = World.Open();
        Assert.False(await db.Items.AnyAsync(i => i.Answer != Answer.None));
        Assert.False(await db.Decisions.AnyAsync(d => d.Outcome == DecisionOutcome.Accepted));
    }

    private async Task<byte[]> KeepPayloadAsync()
    {
        await using var db = World.Open();
        var item = await db.Items.AsNoTracking().WorstFirst().FirstAsync();
        return Payload(Action("oaa.keep", $"1:2026Q4:jane:1:{item.GrantId}:{DigestPrefix.Of(item.ScopeDigest)}", "U0JANE"));
    }

    private static string Action(string id, string value, string user) => JsonSerializer.Serialize(new
    {
        type = "block_actions",
        user = new { id = user },
        actions = new[] { new { action_id = id, value, action_ts = "1790000000.000100" } },
    });

    private static byte[] Payload(string json) => Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(json));

    private string Now(TimeSpan offset) => (World.Clock.GetUtcNow() + offset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private async Task<HttpResponseMessage> SendAsync(
        byte[] body,
        TimeSpan offset = default,
        string? secret = null,
        string? signature = null,
        string? timestamp = null,
        string contentType = Form
    )
    {
        timestamp ??= Now(offset);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/slack/interactions") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation(SlackSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(
            SlackSignature.SignatureHeader,
            signature ?? SlackSignature.Sign(secret ?? World.Slack.Options.SigningSecret, timestamp, body)
        );
        return await World.Http.SendAsync(request);
    }

    private static async Task AssertAsync(HttpResponseMessage answer, int status, string? field)
    {
        if (status == 200)
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        else
            await EndpointTests.AssertRefusedAsync(answer, status, field);
    }
}
