using System.Net;
using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>The decision on a held worklist over HTTP, and the lead's channel.</summary>
public sealed class WorklistEndpointTests
{
    [Theory]
    [InlineData("approve", WorklistState.Released)]
    [InlineData("reject", WorklistState.Rejected)]
    public async Task Decide_ByTheLeadOverHttp_CountsForExactlyThatList(string verb, WorklistState expected)
    {
        await using var world = await HeldAsync();
        var digest = await DigestAsync(world);

        using var answer = await world.PostAsync($"campaigns/2026Q4/worklist/{verb}", Body(digest, "Lead@example.com"));
        await world.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var campaign = await world.CampaignAsync();
        Assert.Equal(
            (CampaignState.Closed, expected, "lead@example.com"),
            (campaign.State, campaign.WorklistState, campaign.WorklistDecidedBy)
        );
        var kind = expected == WorklistState.Released ? AuditKinds.WorklistApproved : AuditKinds.WorklistRejected;
        var entry = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == kind)));
        Assert.Equal("key/local", entry.Actor);
        Assert.Contains("lead@example.com", entry.Data, StringComparison.Ordinal);
        Assert.Equal("2026Q4:report:closed", world.LeadMessages[^1].Key);
        using var again = await world.PostAsync($"campaigns/2026Q4/worklist/{verb}", Body(digest, "lead@example.com"));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Decide_WithoutTheListOrThePerson_ChangesNothing()
    {
        await using var world = await HeldAsync();
        var digest = await DigestAsync(world);
        (string Body, HttpStatusCode Status, string Field)[] attempts =
        [
            ("{}", HttpStatusCode.BadRequest, "digest"),
            ($$"""{"digest":"{{digest}}"}""", HttpStatusCode.BadRequest, "decidedBy"),
            (Body(digest, "no address"), HttpStatusCode.BadRequest, "decidedBy"),
            (Body(digest, "somebody@example.com"), HttpStatusCode.Forbidden, "decidedBy"),
            (Body(new string('0', 64), "lead@example.com"), HttpStatusCode.Conflict, "digest"),
            ($$"""{"digest":"{{digest}}","why":1}""", HttpStatusCode.BadRequest, "why"),
        ];
        foreach (var (body, status, field) in attempts)
        {
            using var answer = await world.PostAsync("campaigns/2026Q4/worklist/approve", body);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());

            Assert.Equal((status, field), (answer.StatusCode, json.RootElement.GetProperty("field").GetString()));
        }
        using var unknown = await world.PostAsync("campaigns/2099Q1/worklist/approve", Body(digest, "lead@example.com"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(WorklistState.Held, (await world.CampaignAsync()).WorklistState);
    }

    [Fact]
    public async Task Decide_WithAFunctionKeyOnly_Is403()
    {
        await using var world = await HeldAsync();
        foreach (var verb in (string[])["approve", "reject", "resend"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/campaigns/2026Q4/worklist/{verb}")
            {
                Content = new StringContent(Body(await DigestAsync(world), "lead@example.com")),
            };
            request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
            using var answer = await world.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        Assert.Equal(WorklistState.Held, (await world.CampaignAsync()).WorklistState);
    }

    [Theory]
    [InlineData("lead@example.com", null, HttpStatusCode.OK)]
    [InlineData("jane@example.com", null, HttpStatusCode.Forbidden)]
    [InlineData("jane@example.com", "lead@example.com", HttpStatusCode.BadRequest)]
    public async Task Decide_BySomebodySignedInOnThePlatform_IsThatPersonsDecision(
        string principal, string? named, HttpStatusCode expected)
    {
        await using var world = await HeldAsync(new() { ["Access:PlatformAuthentication"] = "true" });
        var digest = await DigestAsync(world);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/campaigns/2026Q4/worklist/approve")
        {
            Content = new StringContent(named is null ? $$"""{"digest":"{{digest}}"}""" : Body(digest, named)),
        };
        request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
        request.Headers.Add("x-acting-key", FlowWorld.Keys.Acting);
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", principal);

        using var answer = await world.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Resend_TheReportOfAHeldList_PostsItWithItsButtonsAgain()
    {
        await using var world = await HeldAsync();
        Assert.Single(world.LeadMessages);

        using var sent = await world.PostAsync("campaigns/2026Q4/worklist/resend", "{}");
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(2, world.LeadMessages.Count);
        Assert.Equal(2, world.LeadMessages[^1].Buttons().Count);
        world.Slack.Add(new SimulatedChannel { Id = FlowWorld.Lead, HasBot = false });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        using var lost = await world.PostAsync("campaigns/2026Q4/worklist/resend", "{}");

        Assert.Equal(HttpStatusCode.BadGateway, lost.StatusCode);
        Assert.Contains("not_in_channel", await lost.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_LeadsChannelWithoutTheBot_IsRefusedAndSaysWhatToDo()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        world.Slack.Add(new SimulatedChannel { Id = FlowWorld.Lead, HasBot = false });

        using var refused = await world.PostAsync("campaigns", "{}");
        world.Slack.Add(new SimulatedChannel { Id = FlowWorld.Lead });
        using var started = await world.PostAsync("campaigns", "{}");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("invite the bot", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
    }

    private static async Task<FlowWorld> HeldAsync(Dictionary<string, string?>? settings = null)
    {
        var world = await FlowWorld.StartAsync(
            new Dictionary<string, string?>(settings ?? []) { ["Campaign:Breaker:MaxShareOfGrants"] = "0.1" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        Assert.Equal(WorklistState.Held, (await world.CampaignAsync()).WorklistState);
        return world;
    }

    private static async Task<string> DigestAsync(FlowWorld world) =>
        (await world.GetJsonAsync("campaigns/2026Q4/worklist")).GetProperty("digest").GetString()!;

    private static string Body(string digest, string person) => JsonSerializer.Serialize(new { digest, decidedBy = person });
}
