using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Grants;
using OAuthAttest.Slack.People;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Reaching;

/// <summary>Which Slack account is a person's: by every address, in the own workspace, and only when there is one.</summary>
public sealed class SlackMatchTests
{
    [Fact]
    public async Task Opening_AStrangerWithTheSameAddress_IsNotAsked()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com", inSlack: false));
        await world.SaveAsync(Slack("U1STRANGER", "jane@example.com", external: true), Slack("U2JANE", "jane@example.com"));

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Equal(("U2JANE", "jane@example.com"), (person.SlackUserId, person.SlackAddress));
        Assert.Null(person.SlackCandidates);
    }

    [Fact]
    public async Task Opening_OnlyAStranger_LeavesThePersonWithoutAnAccount()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com", inSlack: false));
        await world.SaveAsync(Slack("U1STRANGER", "jane@example.com", external: true));

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Null(person.SlackUserId);
        Assert.Null(person.SlackCandidates);
    }

    [Fact]
    public async Task Opening_AGuestOfTheWorkspace_IsAsked()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("guest@partner.example", inSlack: false));
        await world.SaveAsync(Slack("U1GUEST", "guest@partner.example", guest: true));

        Assert.Equal("U1GUEST", (await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant)).SlackUserId);
    }

    [Fact]
    public async Task Opening_TwoAccountsWithOneAddress_AreAmbiguous()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com", inSlack: false));
        await world.SaveAsync(Slack("U2", "jane@example.com", guest: true), Slack("U1", "jane@example.com"));

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Null(person.SlackUserId);
        Assert.Equal(["U1", "U2"], person.SlackCandidates!);
    }

    [Theory]
    [InlineData("jane.doe@example.com")]
    [InlineData("jd1234@contoso.example")]
    public async Task Opening_AnotherAddressOfTheAccount_FindsItAndIsRecorded(string inSlack)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = TestData.User(
            "jane", "jane@example.com", source: "entra", seen: CampaignWorld.Start,
            aliases: ["jane.doe@example.com", "jd1234@contoso.example"]);
        await world.SaveAsync(user, Slack("U1JANE", inSlack));
        var grant = await world.GrantAsync(await world.AppAsync(), user.Id);

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Equal(("U1JANE", inSlack), (person.SlackUserId, person.SlackAddress));
    }

    [Fact]
    public async Task Opening_AccountsWithoutAnyMainAddress_AreFoundByTheirAliases()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = TestData.User("jane", null, source: "entra", seen: CampaignWorld.Start, aliases: ["jane@example.com"]);
        await world.SaveAsync(user, Slack("U1JANE", "jane@example.com"));
        var grant = await world.GrantAsync(await world.AppAsync(), user.Id);

        Assert.Equal("U1JANE", (await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant)).SlackUserId);
    }

    [Fact]
    public async Task Opening_TwoAddressesWithTwoAccounts_AreAmbiguous()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = TestData.User(
            "jane", "jane@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["jane@old.example"]);
        await world.SaveAsync(user, Slack("U1", "jane@example.com"), Slack("U2", "jane@old.example"));
        var grant = await world.GrantAsync(await world.AppAsync(), user.Id);

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Null(person.SlackUserId);
        Assert.Equal(["U1", "U2"], person.SlackCandidates!);
    }

    [Fact]
    public async Task Opening_AnAliasThatIsAnotherPersonsAddress_SaysNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var jane = TestData.User("jane", "jane@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["office@example.com"]);
        var joe = TestData.User("joe", "office@example.com", source: "entra", seen: CampaignWorld.Start);
        var ann = TestData.User("ann", "ann@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["desk@example.com"]);
        var bob = TestData.User("bob", "bob@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["desk@example.com"]);
        await world.SaveAsync(jane, joe, ann, bob, Slack("U1OFFICE", "office@example.com"), Slack("U2DESK", "desk@example.com"));
        var app = await world.AppAsync();
        var grants = new List<long>();
        foreach (var user in new[] { jane, joe, ann, bob })
            grants.Add(await world.GrantAsync(app, user.Id));

        var campaign = (await world.OpenAsync()).CampaignId;
        var found = new List<string?>();
        foreach (var grant in grants)
            found.Add((await world.OwnerAsync(campaign, grant)).SlackUserId);

        Assert.Equal([null, "U1OFFICE", null, null], found);
    }

    [Fact]
    public async Task Opening_AnAppsOwnerNamedByAnAlias_IsThePersonOfThatAccount()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var owner = TestData.User(
            "olga", "olga@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["olga@contoso.example"]);
        await world.SaveAsync(owner, Slack("U1OLGA", "olga@example.com"));
        var grant = await world.GrantAsync(
            await world.AppAsync(owner: "olga@contoso.example"), null, consent: ConsentType.Tenant);

        var person = await world.OwnerAsync((await world.OpenAsync()).CampaignId, grant);

        Assert.Equal(
            ("olga@contoso.example", "U1OLGA", "olga@example.com"), (person.Email, person.SlackUserId, person.SlackAddress));
        var alone = await new SlackAccounts(world.Source).FindAsync("olga@contoso.example", default);
        Assert.Equal(("U1OLGA", "olga@example.com"), (alone.SlackUserId, alone.Address));
    }

    [Fact]
    public async Task FindAsync_ASingleAddress_FollowsTheSameRule()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var jane = TestData.User(
            "jane", "jane@example.com", source: "entra", seen: CampaignWorld.Start, aliases: ["jd@example.com"]);
        var gone = TestData.User(
            "gone", "gone@example.com", source: "entra", seen: CampaignWorld.Start, status: AccountStatus.Deactivated,
            aliases: ["late@example.com"]);
        await world.SaveAsync(
            jane, gone, Slack("U1", "jd@example.com"), Slack("U2", "late@example.com"), Slack("U3", "two@example.com"),
            Slack("U4", "two@example.com"), Slack("U5", "two@example.com", external: true));
        var accounts = new SlackAccounts(world.Source);

        Assert.Equal("U1", (await accounts.FindAsync("jane@example.com", default)).SlackUserId);
        Assert.Null((await accounts.FindAsync("gone@example.com", default)).SlackUserId);
        Assert.Equal(["U3", "U4"], (await accounts.FindAsync("two@example.com", default)).Candidates);
        Assert.Equal((null, false), await NobodyAsync());

        async Task<(string?, bool)> NobodyAsync()
        {
            var nobody = await accounts.FindAsync("nobody@example.com", default);
            return (nobody.SlackUserId, nobody.IsAmbiguous);
        }
    }

    [Fact]
    public async Task Decision_OnAWorklistByAStrangerWithTheLeadsAddress_IsNotAllowed()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));
        var policy = CampaignWorld.Policy with { Breaker = new BreakerPolicy(0, 0, 1, []) };
        var opened = await world.OpenAsync(policy: policy);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        var written = await world.CloseAsync(opened);
        await world.SaveAsync(Slack("U9STRANGER", CampaignWorld.Lead, external: true));

        var refused = await DecideAsync("U9STRANGER");
        var lead = await world.OneAsync(db => db.Set<SlackUser>()
            .Where(user => user.Email == CampaignWorld.Lead && !user.IsExternal).Select(user => user.SlackUserId));

        Assert.Equal(WorklistState.Held, written.State);
        Assert.Equal(WorklistDecision.NotAllowed, refused);
        Assert.Equal(WorklistDecision.Approved, await DecideAsync(lead));

        async Task<WorklistDecision> DecideAsync(string slackUserId) => (await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, Approve: true, slackUserId, null, opened.ClosesAt.AddHours(1)),
            default)).Outcome;
    }

    private static SlackUser Slack(string id, string email, bool external = false, bool guest = false) =>
        new() { SlackUserId = id, Email = email, IsExternal = external, IsGuest = guest, SyncedAt = CampaignWorld.Start };
}
