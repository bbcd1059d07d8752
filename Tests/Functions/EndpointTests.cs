using System.Net;
using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Tests.Infra;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>How each endpoint with a function key answers invalid input. The tests share one world and do not change it.</summary>
public sealed class EndpointTests(EndpointTests.OpenWorld shared) : IClassFixture<EndpointTests.OpenWorld>
{
    private FlowWorld World => shared.World;

    [Theory]
    [InlineData("campaigns", "{", 400, "body")]
    [InlineData("campaigns", "[]", 400, "body")]
    [InlineData("campaigns", "\"text\"", 400, "body")]
    [InlineData("campaigns", "null", 400, "body")]
    [InlineData("campaigns", """{"key":"not a key"}""", 400, "key")]
    [InlineData("campaigns", """{"key":""}""", 400, "key")]
    [InlineData("campaigns", """{"key":"123456789012345678901234567890123"}""", 400, "key")]
    [InlineData("campaigns", """{"key":7}""", 400, "key")]
    [InlineData("campaigns", """{"key":"A","key":"B"}""", 400, "key")]
    [InlineData("campaigns", """{"responseWindow":"soon"}""", 400, "responseWindow")]
    [InlineData("campaigns", """{"responseWindow":"-1.00:00:00"}""", 400, "responseWindow")]
    [InlineData("campaigns", """{"responseWindow":"91.00:00:00"}""", 400, "responseWindow")]
    [InlineData("campaigns", """{"responseWindow":14}""", 400, "responseWindow")]
    [InlineData("campaigns", """{"acceptStale":"yes"}""", 400, "acceptStale")]
    [InlineData("campaigns", """{"acceptStale":1}""", 400, "acceptStale")]
    [InlineData("campaigns", """{"requestedBy":{}}""", 400, "requestedBy")]
    [InlineData("campaigns", """{"requestedBy":"a\u0000b"}""", 400, "requestedBy")]
    [InlineData("campaigns", """{"requestedBy":"\ud800"}""", 400, "requestedBy")]
    [InlineData(
        "campaigns",
        "{\"requestedBy\":\"129456789 129456789 129456789 129456789 129456789 129456789 "
            + "129456789 129456789 129456789 129456789 129456789 129456789 123456789\"}",
        400,
        "requestedBy"
    )]
    [InlineData("campaigns", """{"\ud800":true}""", 400, "body")]
    [InlineData("campaigns/2026Q4/close", """{"requestedBy":"a\u0000b"}""", 400, "requestedBy")]
    [InlineData("campaigns", """{"surprise":true}""", 400, "surprise")]
    [InlineData("campaigns", """{"<script>":true}""", 400, "body")]
    [InlineData("campaigns", """{"key":"2026Q4"}""", 409, "key")]
    [InlineData("campaigns", "{}", 409, "key")]
    [InlineData("campaigns", "", 400, "body")]
    [InlineData("campaigns", " \r\n", 400, "body")]
    [InlineData("rehearsals", "", 400, "body")]
    [InlineData("campaigns/2026Q4/close", "", 400, "body")]
    [InlineData("campaigns/2026Q4/cancel", "", 400, "body")]
    [InlineData("rehearsals", """{"key":"?"}""", 400, "key")]
    [InlineData("rehearsals", """{"policy":{}}""", 400, "policy")]
    [InlineData("rehearsals", "[1]", 400, "body")]
    [InlineData("campaigns/2099Q1/close", "{}", 404, "id")]
    [InlineData("campaigns/2099Q1/cancel", "{}", 404, "id")]
    [InlineData("campaigns/not%20a%20key/close", "{}", 404, "id")]
    [InlineData("campaigns/2026Q4/close", "{", 400, "body")]
    [InlineData("campaigns/2026Q4/cancel", """{"why":1}""", 400, "why")]
    public async Task Post_BadInput_IsRefusedWithTheFieldNamed(string path, string body, int status, string field)
    {
        using var answer = await World.PostAsync(path, body);

        await AssertRefusedAsync(answer, status, field);
    }

    [Theory]
    [InlineData("campaigns/2099Q1", 404, "id")]
    [InlineData("campaigns/a%2Fb", 404, "id")]
    [InlineData("campaigns/not%20a%20key", 404, "id")]
    [InlineData("campaigns/2099Q1/worklist", 404, "id")]
    [InlineData("campaigns/2099Q1/worklist?format=csv", 404, "id")]
    [InlineData("campaigns/not%20a%20key/worklist", 404, "id")]
    [InlineData("rehearsals/rehearsal-2099Q1-20990101T000000Z", 404, "id")]
    [InlineData("rehearsals/campaign-2026Q4", 404, "id")]
    [InlineData("rehearsals/a%2Fb", 404, "id")]
    [InlineData("rehearsals/rehearsal-2099Q1-20990101T000000Z/messages", 404, "id")]
    [InlineData("rehearsals/campaign-2026Q4/worklist", 404, "id")]
    [InlineData("rehearsals/rehearsal-x/messages?part=0", 400, "part")]
    [InlineData("rehearsals/rehearsal-x/messages?part=-1", 400, "part")]
    [InlineData("rehearsals/rehearsal-x/worklist?part=99999999999", 400, "part")]
    [InlineData("campaigns/2026Q4/worklist?format=xml", 400, "format")]
    [InlineData("campaigns/2026Q4/worklist?after=-1", 400, "after")]
    [InlineData("campaigns/2026Q4/worklist?after=x", 400, "after")]
    [InlineData("campaigns/2026Q4/worklist?take=0", 400, "take")]
    [InlineData("campaigns/2026Q4/worklist?take=1001", 400, "take")]
    [InlineData("campaigns/2026Q4/worklist?take=99999999999999999999", 400, "take")]
    [InlineData("escalations?after=0", 400, "after")]
    [InlineData("escalations?after=-1", 400, "after")]
    [InlineData("escalations?after=x", 400, "after")]
    [InlineData("escalations?take=0", 400, "take")]
    [InlineData("escalations?take=501", 400, "take")]
    [InlineData("escalations?take=1.5", 400, "take")]
    [InlineData("escalations?state=Open", 400, "state")]
    [InlineData("escalations?state=", 400, "state")]
    [InlineData("escalations?source=azure", 400, "source")]
    [InlineData("escalations?since=yesterday", 400, "since")]
    [InlineData("escalations?since=2026-13-01", 400, "since")]
    [InlineData("escalations?status=open", 400, "query")]
    [InlineData("escalations/unknown-1", 404, "key")]
    [InlineData("escalations/not%20a%20key", 404, "key")]
    [InlineData("escalations/a%2Fb", 404, "key")]
    public async Task Get_BadInput_IsRefusedWithTheFieldNamed(string path, int status, string field)
    {
        using var answer = await World.GetAsync(path);

        await AssertRefusedAsync(answer, status, field);
    }

    [Theory]
    [InlineData("campaigns")]
    [InlineData("rehearsals")]
    [InlineData("campaigns/2026Q4/close")]
    [InlineData("campaigns/2026Q4/cancel")]
    public async Task Post_HugeBody_Is413(string path)
    {
        using var answer = await World.PostAsync(path, "{\"key\":\"" + new string('A', 1024 * 1024) + "\"}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(CampaignState.Open, (await World.CampaignAsync()).State);
    }

    [Theory]
    [InlineData("POST", "campaigns")]
    [InlineData("POST", "rehearsals")]
    [InlineData("POST", "campaigns/2026Q4/close")]
    [InlineData("POST", "campaigns/2026Q4/cancel")]
    [InlineData("GET", "campaigns/2026Q4")]
    [InlineData("GET", "campaigns/2026Q4/worklist")]
    [InlineData("GET", "rehearsals/rehearsal-x")]
    [InlineData("GET", "rehearsals/rehearsal-x/messages")]
    [InlineData("GET", "rehearsals/rehearsal-x/worklist")]
    [InlineData("GET", "escalations")]
    [InlineData("GET", "escalations/okta-1")]
    public async Task Any_WithoutFunctionKey_Is401(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}");
        using var answer = await World.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "campaigns")]
    [InlineData("GET", "rehearsals")]
    [InlineData("DELETE", "campaigns/2026Q4")]
    [InlineData("POST", "escalations")]
    [InlineData("DELETE", "escalations/okta-1")]
    [InlineData("GET", "slack/interactions")]
    [InlineData("POST", "health")]
    public async Task Any_WrongMethod_Is404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}");
        request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
        using var answer = await World.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task PagerDutyWebhook_WithoutASecretConfigured_Is503()
    {
        using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add("X-PagerDuty-Signature", $"v1={new string('0', 64)}");
        using var answer = await World.Http.PostAsync("api/pagerduty/webhook", content);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Report_OfAnOpenCampaign_HasTheNumbersAndSums()
    {
        var report = await World.GetJsonAsync("campaigns/2026Q4");

        Assert.Equal("Open", report.GetProperty("state").GetString());
        Assert.Equal(2, report.GetProperty("population").GetProperty("grants").GetInt64());
        Assert.Equal(2, report.GetProperty("classes").GetProperty("sum").GetInt64());
    }

    [Fact]
    public async Task Worklist_BeforeTheClose_IsEmptyInBothFormats()
    {
        var page = await World.GetJsonAsync("campaigns/2026Q4/worklist?take=5");
        using var csv = await World.GetAsync("campaigns/2026Q4/worklist?format=csv");

        Assert.Equal((0, "None"), (page.GetProperty("rows").GetArrayLength(), page.GetProperty("state").GetString()));
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Health_WithEverythingThere_IsHealthyWithoutAKey()
    {
        using var answer = await World.Http.GetAsync("api/health");
        var text = await answer.Content.ReadAsStringAsync();
        using var body = JsonDocument.Parse(text);

        Assert.Equal((HttpStatusCode.OK, "healthy"), (answer.StatusCode, body.RootElement.GetProperty("status").GetString()));
        // Azure's availability test looks for these very bytes.
        Assert.Contains(AlertRulesTests.HealthyAnswer, text, StringComparison.Ordinal);
    }

    internal static async Task AssertRefusedAsync(HttpResponseMessage answer, int status, string? field)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, text), ((int)answer.StatusCode, text));
        using var body = JsonDocument.Parse(text);
        Assert.False(string.IsNullOrWhiteSpace(body.RootElement.GetProperty("error").GetString()));
        Assert.Equal(field, body.RootElement.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    public sealed class OpenWorld : IAsyncLifetime
    {
        internal FlowWorld World { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            World = await FlowWorld.StartAsync();
            await World.AddPersonAsync("jane");
            await World.AddGrantAsync("jane");
            await World.AddGrantAsync("jane", ["Mail.ReadWrite"]);
            await World.OpenCampaignAsync();
        }

        public async Task DisposeAsync() => await World.DisposeAsync();
    }
}
