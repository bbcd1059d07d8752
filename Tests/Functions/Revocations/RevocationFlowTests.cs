using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Revocations;

/// <summary>From the released worklist to "closed", at a simulated Microsoft Graph.</summary>
public sealed class RevocationFlowTests
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(3);

    [Fact]
    public async Task Worklist_InAutomaticMode_IsRemovedReadAgainAndClosedWhenTheTokensHaveExpired()
    {
        await using var world = await RevocationWorld.StartAsync();
        var (first, second) = (await world.AddGrantAsync(), await world.AddGrantAsync("Files.Read"));
        var kept = await world.AddGrantAsync("User.Read");
        await world.Flow.OpenCampaignAsync();
        await world.Flow.KeepAsync(world.Owner, kept);
        await world.Flow.PressAsync(world.Owner, SlackActions.Remove, first);
        await world.Flow.Time.AdvanceToAsync((await world.Flow.CampaignAsync()).ClosesAt.AddMinutes(-1));
        Assert.True(world.IsAtGraph(1) && world.IsAtGraph(2));

        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal((false, false, true), (world.IsAtGraph(1), world.IsAtGraph(2), world.IsAtGraph(3)));
        var item = await world.ItemAsync(first);
        Assert.Equal(RevocationState.Absent, item.State);
        Assert.Equal((1, "policy: Automatic"), (item.Removed, item.ApprovedBy));
        Assert.True(item.AbsentAt - item.AcceptedAt >= TimeSpan.FromMinutes(5), "It was read before the provider's lag was over.");
        Assert.Equal(item.AcceptedAt + TimeSpan.FromMinutes(90), item.TokensUntil);

        await world.PassAsync(Hours);
        item = await world.ItemAsync(first);
        Assert.Equal(RevocationState.Closed, item.State);
        Assert.True(item.ClosedAt >= item.TokensUntil, "It was closed before the tokens had expired.");
        Assert.Equal("ordered accepted absent closed", await world.StepsAsync(first));
        Assert.Equal("ordered accepted absent closed", await world.StepsAsync(second));

        await world.PassAsync(TimeSpan.FromDays(32));
        item = await world.ItemAsync(first);
        Assert.Equal((RevocationState.Closed, null), (item.State, item.NextAt));
        Assert.Equal([2], await world.Flow.ReadAsync(db => db.Worklist.GroupBy(i => i.State).Select(group => group.Count())));
    }

    [Theory]
    [InlineData(RevocationMode.Worklist)]
    [InlineData(RevocationMode.Approved)]
    public async Task Worklist_ThatNobodyAllowed_IsNotRemoved(RevocationMode mode)
    {
        await using var world = await RevocationWorld.StartAsync(mode);
        var grant = await world.AddGrantAsync();
        await world.CloseWithAllRemovedAsync(grant);

        await world.PassAsync(TimeSpan.FromDays(20));
        await world.KickAsync();
        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.True(world.IsAtGraph(1));
        Assert.DoesNotContain(await world.StateAsync(grant), new[] { RevocationState.Approved, RevocationState.Revoking });
        Assert.Equal("", await world.StepsAsync(grant));
    }

    [Fact]
    public async Task Grant_ThatIsGoneAlready_IsAbsentAndSaysSo()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        await world.Flow.OpenCampaignAsync();
        Assert.True(await RemoveAtGraphAsync(world, 1));

        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));

        var item = await world.ItemAsync(grant);
        Assert.Equal((RevocationState.Absent, 0), (item.State, item.Removed));
    }

    [Fact]
    public async Task Grant_WhoseScopesGrewAtTheProvider_IsAQuestionAgainAndNotRemoved()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync("Mail.Read");
        await world.Flow.OpenCampaignAsync();
        await RemoveAtGraphAsync(world, 1);
        world.ConsentAgain(1, "Mail.Read Mail.Send");

        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));

        var item = await world.ItemAsync(grant);
        Assert.Equal(RevocationState.Questioned, item.State);
        Assert.Contains("Mail.Send", item.Problem, StringComparison.Ordinal);
        Assert.True(world.IsAtGraph(1));
    }

    [Fact]
    public async Task Grant_ThatComesBack_ReappearsWithinADay()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));

        world.ConsentAgain(1);
        await world.PassAsync(TimeSpan.FromDays(1.1));

        Assert.Equal(RevocationState.Reopened, await world.StateAsync(grant));
        Assert.True(world.IsAtGraph(1));
    }

    [Fact]
    public async Task Provider_ThatRefuses_LeavesTheItemToAPerson_WhoseRemovalByHandIsFoundByReading()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        world.Graph.Faults.Next("deleteGrant", HttpFault.Refused);
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(1));
        var item = await world.ItemAsync(grant);
        Assert.Equal(RevocationState.Failed, item.State);
        Assert.Contains("HTTP 400", item.Problem, StringComparison.Ordinal);

        await RemoveAtGraphAsync(world, 1);
        await world.PassAsync(TimeSpan.FromDays(1.2));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.Equal("ordered failed absent closed", await world.StepsAsync(grant));
    }

    [Fact]
    public async Task Provider_ThatIsOutForHours_IsCalledAgainUntilItAnswers()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        // It asks for longer than a call waits by itself, so that only the clock of the test passes.
        world.Graph.Faults.RetryAfterSeconds = 60;
        world.Graph.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.Throttled);
        await world.Flow.OpenCampaignAsync();
        await world.Flow.PressAsync(world.Owner, SlackActions.Remove, grant);
        // Who has answered everything may still correct it for a day.
        await world.PassAsync(TimeSpan.FromDays(1) + Hours);
        var item = await world.ItemAsync(grant);
        Assert.Equal(RevocationState.Approved, item.State);
        Assert.InRange(item.Attempts, 5, 20);

        world.Graph.Faults.Stop();
        await world.PassAsync(Hours);

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.False(world.IsAtGraph(1));
    }

    [Fact]
    public async Task Grant_OfAnAccountThatIsGone_IsFoundInTheAppsList()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        world.Graph.RemoveUser("owner@example.com");
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(5));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.False(world.IsAtGraph(1));
    }

    [Fact]
    public async Task Pause_StopsBeforeTheNextCall_AndResumeGoesOn()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        using (var paused = await world.Flow.PostAsync("revocations/pause", """{"reason":"The vendor asked us to wait."}"""))
            Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(6));
        Assert.Equal(RevocationState.Approved, await world.StateAsync(grant));
        Assert.True(world.IsAtGraph(1));
        var standing = await world.Flow.GetJsonAsync("revocations");
        Assert.Equal("The vendor asked us to wait.", standing.GetProperty("paused").GetProperty("reason").GetString());

        using (var resumed = await world.Flow.PostAsync("revocations/resume", "{}"))
            Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        await world.PassAsync(TimeSpan.FromHours(6));

        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        Assert.False(world.IsAtGraph(1));
    }

    [Fact]
    public async Task Restore_OfARemovedGrant_PutsItBackAsItWasAndReadsIt()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync("Mail.Read Files.Read");
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(5));
        Assert.False(world.IsAtGraph(1));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.ActAsync(grant, "restore", "owner@example.com")).Status);
        Assert.False(world.IsAtGraph(1));

        Assert.Equal(HttpStatusCode.OK, (await world.ActAsync(grant, "restore")).Status);
        await world.PassAsync(TimeSpan.FromHours(1));

        var back = Assert.Single(world.Graph.Grants);
        Assert.Equal(("Mail.Read Files.Read", RevocationWorld.Person), (back.Scope, back.PrincipalId));
        var item = await world.ItemAsync(grant);
        Assert.Equal((RevocationState.Restored, RestoreState.Done, "lead@example.com"), (item.State, item.RestoreState, item.RestoreBy));
        Assert.Equal("ordered accepted absent closed decision_refused requested accepted done", await world.StepsAsync(grant));
        Assert.Equal(HttpStatusCode.Conflict, (await world.ActAsync(grant, "restore")).Status);
    }

    [Fact]
    public async Task Item_ThatGrew_IsRemovedAfterANamedPersonsDecisionAboutWhatItIsNow()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync("Mail.Read");
        await world.Flow.OpenCampaignAsync();
        await RemoveAtGraphAsync(world, 1);
        world.ConsentAgain(1, "Mail.Read Mail.Send");
        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(RevocationState.Questioned, await world.StateAsync(grant));

        Assert.Equal(HttpStatusCode.OK, (await world.ActAsync(grant, "again")).Status);
        await world.PassAsync(TimeSpan.FromHours(4));

        var item = await world.ItemAsync(grant);
        Assert.Equal((RevocationState.Closed, 2, "lead@example.com"), (item.State, item.Round, item.ApprovedBy));
        Assert.Empty(world.Graph.Grants);
    }

    [Fact]
    public async Task Item_ThatAPersonLetsStand_IsNotCalledAgain()
    {
        await using var world = await RevocationWorld.StartAsync();
        var grant = await world.AddGrantAsync();
        world.Graph.Faults.Next("deleteGrant", HttpFault.Refused);
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.OK, (await world.ActAsync(grant, "stand")).Status);
        await world.PassAsync(TimeSpan.FromDays(3));

        Assert.Equal(RevocationState.Rejected, await world.StateAsync(grant));
        Assert.True(world.IsAtGraph(1));
        Assert.Equal(HttpStatusCode.NotFound, (await world.ActAsync(grant + 1000, "stand")).Status);
    }

    [Fact]
    public async Task List_InApprovedMode_IsRemovedOnlyAfterItsApproval()
    {
        await using var world = await RevocationWorld.StartAsync(RevocationMode.Approved);
        var grant = await world.AddGrantAsync();
        await world.CloseWithAllRemovedAsync(grant);
        var campaign = await world.Flow.CampaignAsync();
        Assert.Equal(CampaignState.AwaitingDecision, campaign.State);
        Assert.Equal(RevocationState.Held, await world.StateAsync(grant));

        var body = $$"""{"digest":"{{Convert.ToHexStringLower(campaign.WorklistDigest!)}}","decidedBy":"lead@example.com"}""";
        using (var approved = await world.Flow.PostAsync($"campaigns/{FlowWorld.Key}/worklist/approve", body))
            Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        await world.KickAsync();
        await world.PassAsync(TimeSpan.FromHours(5));

        var item = await world.ItemAsync(grant);
        Assert.Equal((RevocationState.Closed, "lead@example.com"), (item.State, item.ApprovedBy));
    }

    private static async Task<bool> RemoveAtGraphAsync(RevocationWorld world, int number)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Delete, new Uri(world.Graph.BaseUrl, $"v1.0/oauth2PermissionGrants/{RevocationWorld.GrantId(number)}"));
        request.Headers.Add("Authorization", $"Bearer {world.Graph.Options.Token}");
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }
}
