using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>A filtered campaign says what it is about, what it says nothing of, and refuses names that mean nothing.</summary>
public sealed class CampaignFilterTests
{
    [Fact]
    public async Task Report_OfAFilteredCampaign_NamesTheFilterAndItsShareOfAllActiveGrants()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var kept = await PopulateAsync(world);
        var policy = CampaignWorld.Policy with { Filter = new CampaignFilter { Groups = ["FINANCE"] } };
        var opened = await world.OpenAsync(policy: policy);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, kept, Answer.Keep);

        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;

        Assert.Equal((1L, 1L), (report.Population.Grants, report.Classes.Attested));
        Assert.Equal(
            ("groups FINANCE", (long?)4, (long?)3, (long?)2),
            (report.Scope.Filter, report.Scope.ActiveGrants, report.Scope.OutsideFilter, report.Scope.UnownedOutside)
        );
        var text = MessageSamples.Read(MessageSamples.ReportRenderer.Render(report));
        Assert.Contains("Filtered: groups FINANCE.", text, StringComparison.Ordinal);
        Assert.Contains("covers 25 % of all active grants (1 of 4)", text, StringComparison.Ordinal);
        Assert.Contains("Of all active grants 25 % are decided", text, StringComparison.Ordinal);
        var opening = await world.ScalarAsync<string>("SELECT data::text FROM audit_events WHERE kind = 'campaign.opened'");
        Assert.Contains("groups FINANCE", opening, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WithoutAFilter_CoversEverythingButTheExclusions()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await PopulateAsync(world);
        var exclusion = new CampaignExclusion { Reason = "on leave", Email = "ann@example.com" };
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Exclusions = [exclusion] });

        var scope = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!.Scope;

        Assert.Equal((null, (long?)4, (long?)0, (long?)0), (scope.Filter, scope.ActiveGrants, scope.OutsideFilter, scope.UnownedOutside));
    }

    public static TheoryData<string, string> Unknown => new()
    {
        { "group", "Filter:Groups: the inventory has no group 'finanse'. Did you mean 'finance'?" },
        { "provider", "Filter:Providers: the inventory has no provider 'github'." },
        { "app", "Filter:Apps: the inventory has no app 'nobodys'." },
        { "scope", "Filter:Scopes: the inventory has no scope 'User.Raed'. Did you mean 'User.Read'?" },
        { "protected", "Breaker:ProtectedApps: the inventory has no app 'nobodys'." },
        { "excluded", "the exclusion \"on leave\": the inventory has no person 'nobody@example.com'." },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Gate_NameThatTheInventoryDoesNotKnow_RefusesTheStartByName(string where, string expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        await PopulateAsync(world);
        var policy = CampaignWorld.Policy;
        policy = where switch
        {
            "group" => policy with { Filter = new CampaignFilter { Groups = ["staff", "finanse"] } },
            "provider" => policy with { Filter = new CampaignFilter { Providers = ["github"] } },
            "app" => policy with { Filter = new CampaignFilter { Apps = ["nobodys"] } },
            "scope" => policy with { Filter = new CampaignFilter { Scopes = ["User.Raed"] } },
            "protected" => policy with { Breaker = policy.Breaker with { ProtectedApps = ["nobodys"] } },
            _ => policy with { Exclusions = [new CampaignExclusion { Reason = "on leave", Email = "nobody@example.com" }] },
        };

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(CampaignWorld.Start, TimeSpan.FromDays(7), Scheduled: false, AcceptStale: true, policy), default);

        Assert.False(gate.IsOpen);
        Assert.Equal([expected], gate.UnknownNames);
        if (where is "protected" or "excluded")
            return;
        var refused = await Assert.ThrowsAsync<UnknownFilterValueException>(() => world.OpenAsync(policy: policy));
        Assert.Equal([expected], refused.Problems);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM campaigns"));
    }

    [Fact]
    public async Task Gate_ExclusionThatHasEnded_IsNotLookedAt()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await PopulateAsync(world);
        var ended = new CampaignExclusion { Reason = "ended", App = "nobodys", Until = CampaignWorld.Start };

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(CampaignWorld.Start, TimeSpan.FromDays(7), true, Policy: CampaignWorld.Policy with { Exclusions = [ended] }),
            default);

        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task OpenAsync_GroupOfAPersonWithTwoAccounts_CountsForBoth()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        await world.GrantAsync(app, await world.UserAsync("ann@example.com", groups: ["Führung"]));
        await world.GrantAsync(app, await world.UserAsync("ann@example.com", provider: "google"), provider: "google");

        // Decomposed, and in capitals.
        var opened = await world.OpenAsync(
            policy: CampaignWorld.Policy with { Filter = new CampaignFilter { Groups = ["FU\u0308HRUNG"] } });

        Assert.Equal(2, opened.GrantCount);
    }

    /// <summary>One grant of a person in finance, one of a person who is not, a tenant-wide one and an orphan.</summary>
    private static async Task<long> PopulateAsync(CampaignWorld world)
    {
        var app = await world.AppAsync("Mailer", clientId: "mailer");
        var ann = await world.GrantAsync(app, await world.UserAsync("ann@example.com", groups: ["staff", "finance"]));
        await world.GrantAsync(app, await world.UserAsync("ben@example.com", groups: ["staff"]));
        await world.GrantAsync(app, null, consent: ConsentType.Tenant);
        await world.GrantAsync(app, await world.UserAsync("gone@example.com", AccountStatus.Deactivated, groups: ["finance"]));
        return ann;
    }
}
