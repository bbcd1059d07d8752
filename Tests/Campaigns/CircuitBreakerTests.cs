using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
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

    [Theory]
    [InlineData(ConsentType.Tenant, SilencePolicy.Revoke, WorklistState.Held)]
    [InlineData(ConsentType.Application, SilencePolicy.Revoke, WorklistState.Held)]
    [InlineData(ConsentType.Principal, SilencePolicy.Revoke, WorklistState.Released)]
    [InlineData(ConsentType.Tenant, SilencePolicy.Keep, WorklistState.Released)]
    public async Task WriteWorklistAsync_GrantThatIsNobodysBySilence_NeedsANamedApproval(
        ConsentType consent, SilencePolicy silence, WorklistState expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = consent == ConsentType.Principal ? await world.UserAsync("person@example.com") : (long?)null;
        await world.GrantAsync(await world.AppAsync("Reader"), user, consent: consent);
        var breaker = new BreakerPolicy(1, 1, 1, []);
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Silence = silence, Breaker = breaker });
        await world.AskEverybodyAsync(opened.CampaignId);

        var written = await world.CloseAsync(opened);

        Assert.Equal(expected, written.State);
        if (expected == WorklistState.Held)
            Assert.Contains("only because nobody answered", Assert.Single(written.HoldReasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteWorklistAsync_PersonsGrantThatBecameTenantWide_NeedsANamedApprovalToo()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.ChangeScopesAsync(grant, ConsentType.Tenant, "User.Read");
        await new ScopeGrowthCheck(world.Source).RunAsync(new CheckScopeGrowth(opened.CampaignId, CampaignWorld.Start.AddDays(1)), default);

        Assert.Equal(WorklistState.Held, (await world.CloseAsync(opened)).State);
    }

    /// <summary>A tenant-wide grant counts as many as the inventory knows active accounts of its source.</summary>
    [Theory]
    [InlineData(40, "the limit is 25 %")]
    [InlineData(2, null)]
    public async Task WriteWorklistAsync_TenantWideGrantThatIsRemoved_WeighsAsManyAsItCovers(int people, string? reason)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync("Own");
        for (var i = 0; i < people; i++)
        {
            var user = await world.UserAsync($"person{i}@example.com");
            for (var grant = 0; grant < (people == 2 ? 20 : 1); grant++)
                await world.GrantAsync(app, user);
        }
        await world.UserAsync("gone@example.com", AccountStatus.Deactivated);
        var wide = await world.GrantAsync(await world.AppAsync("Reader"), null, consent: ConsentType.Tenant);
        var policy = CampaignWorld.Policy with { Silence = SilencePolicy.Keep, Breaker = new BreakerPolicy(0.25, 1, 1, []) };
        var opened = await world.OpenAsync(policy: policy);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, wide, Answer.Remove);

        var written = await world.CloseAsync(opened);

        if (reason is null)
        {
            Assert.Empty(written.HoldReasons);
            return;
        }
        Assert.Contains(reason, Assert.Single(written.HoldReasons), StringComparison.Ordinal);
        Assert.StartsWith($"1 of 41 grants, which cover 40 of 80 uses by people (50 %)", written.HoldReasons[0], StringComparison.Ordinal);
    }

    /// <summary>One of ten grants of the app, and more than half of its uses: it covers everybody.</summary>
    [Fact]
    public async Task WriteWorklistAsync_TenantWideGrantOfAnAppIsRemoved_TheAppIsWeighedByPeopleToo()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync("Reader");
        for (var i = 0; i < 9; i++)
            await world.GrantAsync(app, await world.UserAsync($"person{i}@example.com"));
        await world.UserAsync("another@example.com");
        var wide = await world.GrantAsync(app, null, consent: ConsentType.Tenant);
        var policy = CampaignWorld.Policy with { Silence = SilencePolicy.Keep, Breaker = new BreakerPolicy(1, 0.5, 15, []) };
        var opened = await world.OpenAsync(policy: policy);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, wide, Answer.Remove);

        var reason = Assert.Single((await world.CloseAsync(opened)).HoldReasons);

        Assert.StartsWith(
            "1 of the 10 grants of \"Reader\", which cover 10 of 19 uses by people (52.6 %)", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0a1b2c3d-aaaa-bbbb-cccc-0123456789ab", "0A1B2C3D-AAAA-BBBB-CCCC-0123456789AB")]
    [InlineData("0oaReader1", "0oaReader1")]
    [InlineData("0oaReader1", "0OAREADER1")]
    public async Task WriteWorklistAsync_ProtectedAppInAnyCase_IsProtected(string clientId, string named)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(clientId: clientId), await world.UserAsync("person@example.com"));
        var breaker = new BreakerPolicy(1, 1, 1, [named]);
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = breaker });
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);

        Assert.Contains("is protected", Assert.Single((await world.CloseAsync(opened)).HoldReasons), StringComparison.Ordinal);
    }
}
