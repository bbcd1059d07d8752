using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>Who acted is what the caller proved; what the body says of it is kept beside it.</summary>
public sealed class ActingCallerTests
{
    private const string Ops = "a-key-of-operations-that-is-long";
    private const string Principal = "X-MS-CLIENT-PRINCIPAL-NAME";

    [Theory]
    [InlineData("timer")]
    [InlineData("system")]
    [InlineData("U0BOSS")]
    public async Task Campaign_RequestedByInTheBody_IsDataAndNeverTheActor(string told)
    {
        await using var world = await OpenAsync(body: JsonSerializer.Serialize(new { key = "2026Q4", requestedBy = told }));
        using var closed = await SendAsync(world, "campaigns/2026Q4/close", JsonSerializer.Serialize(new { requestedBy = told }), Ops);
        await world.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, closed.StatusCode);
        Assert.Equal("key/ops", (await world.CampaignAsync()).RequestedBy);
        foreach (var kind in (string[])[AuditKinds.CampaignOpened, AuditKinds.CampaignClosing])
        {
            var entry = await EntryAsync(world, kind);
            Assert.Equal("key/ops", entry.Actor);
            Assert.Equal(told, JsonDocument.Parse(entry.Data).RootElement.GetProperty("requestedBy").GetString());
        }
    }

    [Fact]
    public async Task Cancel_RequestedByInTheBody_IsDataAndNeverTheActor()
    {
        await using var world = await OpenAsync();
        using var cancelled = await SendAsync(world, "campaigns/2026Q4/cancel", """{"requestedBy":"timer"}""", Ops);

        var entry = await EntryAsync(world, AuditKinds.CampaignCancelled);
        Assert.Equal("key/ops", entry.Actor);
        Assert.Contains("\"requestedBy\":\"timer\"", entry.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another-key-that-is-long-enough")]
    [InlineData("function-key")]
    [InlineData("ops=a-key-of-operations-that-is-long")]
    public async Task Acting_WithAFunctionKeyOnly_Is403AndChangesNothing(string? key)
    {
        await using var world = await OpenAsync();
        foreach (var path in (string[])["campaigns", "campaigns/2026Q4/close", "campaigns/2026Q4/cancel"])
        {
            using var answer = await SendAsync(world, path, "{}", key);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("x-acting-key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        using var read = await SendAsync(world, "campaigns/2026Q4", null, key);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task Acting_WithAnActingKeyButNoFunctionKey_Is401()
    {
        await using var world = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/campaigns/2026Q4/close") { Content = new StringContent("{}") };
        request.Headers.Add("x-acting-key", Ops);
        using var answer = await world.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData(true, "principal/jane@example.com")]
    [InlineData(false, "key/ops")]
    public async Task Actor_OfThePlatformsPrincipal_CountsOnlyWhereItIsDeclared(bool isDeclared, string actor)
    {
        await using var world = await OpenAsync(new() { ["Access:PlatformAuthentication"] = isDeclared ? "true" : "false" });
        using var closed = await SendAsync(world, "campaigns/2026Q4/close", "{}", Ops, (Principal, "jane@example.com"));

        Assert.Equal(HttpStatusCode.Accepted, closed.StatusCode);
        Assert.Equal(actor, (await EntryAsync(world, AuditKinds.CampaignClosing)).Actor);
    }

    private static async Task<FlowWorld> OpenAsync(Dictionary<string, string?>? settings = null, string body = "{}")
    {
        var all = new Dictionary<string, string?>(settings ?? []) { ["Access:ActingKeys:0"] = $"ops={Ops}" };
        var world = await FlowWorld.StartAsync(all);
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        using var opened = await SendAsync(world, "campaigns", body, Ops);
        Assert.Equal(HttpStatusCode.Accepted, opened.StatusCode);
        await world.Host.WhenIdleAsync();
        return world;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        FlowWorld world, string path, string? body, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"api/{path}")
        {
            Content = body is null ? null : new StringContent(body),
        };
        request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("x-acting-key", key);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await world.Http.SendAsync(request);
    }

    private static async Task<AuditEvent> EntryAsync(FlowWorld world, string kind)
    {
        await using var db = world.Open();
        return await db.AuditEvents.AsNoTracking().SingleAsync(entry => entry.Kind == kind);
    }
}
