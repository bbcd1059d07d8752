using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CircuitBreakerTests
{
    /// <summary>
    /// Grants of the app and how many of them are removed, of 20 grants in all; the breaker; how many reasons hold the list.
    /// </summary>
    public static TheoryData<int, int, double, double, int, bool, int> Lists => new()
    {
        { 10, 0, 0, 0, 1, true, 0 },
        { 10, 5, 0.25, 1, 1, false, 0 },
        { 10, 6, 0.25, 1, 1, false, 1 },
        { 10, 5, 1, 0.5, 10, false, 0 },
        { 10, 6, 1, 0.5, 10, false, 1 },
        { 9, 6, 1, 0.5, 10, false, 0 },
        { 10, 6, 0.25, 0.5, 10, false, 2 },
        { 2, 1, 1, 1, 1, true, 1 },
        { 10, 6, 0.25, 0.5, 10, true, 2 },
        { 10, 10, 1, 1, 1, false, 0 },
        { 10, 1, 0, 1, 1, false, 1 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task WriteWorklistAsync_EachList_IsHeldExactlyAboveTheLimits(
        int ofApp,
        int removed,
        double ofAll,
        double ofOne,
        int least,
        bool isProtected,
        int reasons
    )
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("person@example.com");
        var app = await world.AppAsync("Target", clientId: "target");
        var other = await world.AppAsync("Other");
        var grants = new List<long>();
        for (var i = 0; i < ofApp; i++)
            grants.Add(await world.GrantAsync(app, user));
        for (var i = ofApp; i < 20; i++)
            await world.GrantAsync(other, user);
        var breaker = new BreakerPolicy(ofAll, ofOne, least, isProtected ? ["target", "absent"] : []);
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Silence = SilencePolicy.Keep, Breaker = breaker });
        await world.AskEverybodyAsync(opened.CampaignId);
        foreach (var grant in grants.Take(removed))
            await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);

        var written = await world.CloseAsync(opened);

        Assert.Equal(reasons, written.HoldReasons.Count);
        Assert.Equal(reasons > 0 ? WorklistState.Held : WorklistState.Released, written.State);
    }

    [Fact]
    public async Task WriteWorklistAsync_AppNamesThatBreakLines_GiveOneReasonALine()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("person@example.com");
        var grant = await world.GrantAsync(
            await world.AppAsync("Evil\nNothing is protected.\r\n\"x\" " + new string('y', 300), clientId: "evil"),
            user
        );
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, ["evil"]) });
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);

        var written = await world.CloseAsync(opened);
        var again = await world.Closing.WriteWorklistAsync(new WriteWorklist(opened.CampaignId, opened.ClosesAt), default);

        Assert.Single(written.HoldReasons);
        Assert.Equal(written.HoldReasons, again.HoldReasons);
        Assert.StartsWith("\"Evil Nothing", written.HoldReasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteWorklistAsync_ManyProtectedApps_NamesTenAndCountsTheRest()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("person@example.com");
        var clients = Enumerable.Range(0, 13).Select(i => $"client-{i}").ToArray();
        var opened = await OpenAsync();

        var written = await world.CloseAsync(opened);

        Assert.Equal(11, written.HoldReasons.Count);
        Assert.StartsWith("3 more apps", written.HoldReasons[^1], StringComparison.Ordinal);

        async Task<OpenedCampaign> OpenAsync()
        {
            foreach (var client in clients)
                await world.GrantAsync(await world.AppAsync(clientId: client), user, Risk.High);
            var campaign = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, clients) });
            await world.AskEverybodyAsync(campaign.CampaignId);
            return campaign;
        }
    }
}
