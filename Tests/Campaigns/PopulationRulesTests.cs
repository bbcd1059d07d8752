using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class PopulationRulesTests
{
    public static TheoryData<string, string> Filters => new()
    {
        { "none", "ann,ben,gone,tenant" },
        { "provider google", "ben" },
        { "app mailer", "ann,tenant" },
        { "scope Mail.Send", "ann" },
        { "risk high", "ann,gone" },
        { "group finance", "ann" },
        { "group Finance", "ann" },
        { "group security", "gone,tenant" },
        { "scope mail.SEND", "ann" },
        { "app MAILER", "ann,tenant" },
        { "provider Google", "ben" },
        { "app mailer and risk critical", "ann" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task OpenAsync_Filter_TakesWhatItSays(string kind, string expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var names = await PopulateAsync(world);
        var value = kind[(kind.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var filter = kind switch
        {
            "provider google" or "provider Google" => new CampaignFilter { Providers = [value] },
            "app mailer" or "app MAILER" => new CampaignFilter { Apps = [value] },
            "scope Mail.Send" or "scope mail.SEND" => new CampaignFilter { Scopes = [value] },
            "risk high" => new CampaignFilter { MinRisk = Risk.High },
            "group finance" or "group Finance" or "group security" => new CampaignFilter { Groups = [value] },
            "app mailer and risk critical" => new CampaignFilter { Apps = ["mailer"], MinRisk = Risk.Critical },
            _ => new CampaignFilter(),
        };

        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Filter = filter });

        var grants = await world.ReadAsync(db => db.Items.Where(i => i.CampaignId == opened.CampaignId).Select(i => i.GrantId));
        Assert.Equal(expected, string.Join(',', grants.Select(grant => names[grant]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task OpenAsync_Exclusions_LeaveOutAndCountEachGrantOnceUnderItsFirstReason()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var names = await PopulateAsync(world);
        CampaignExclusion[] exclusions =
        [
            new() { Reason = "reviewed in May", App = "mailer" },
            new() { Reason = "on leave", Email = "ann@example.com" },
            new() { Reason = "ended", Provider = "entra", Until = CampaignWorld.Start },
            new() { Reason = "needs both", Provider = "google", App = "mailer" },
        ];

        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Exclusions = exclusions });

        var grants = await world.ReadAsync(db => db.Items.Where(i => i.CampaignId == opened.CampaignId).Select(i => i.GrantId));
        Assert.Equal("ben,gone", string.Join(',', grants.Select(grant => names[grant]).Order(StringComparer.Ordinal)));
        var report = await world.Reports.BuildAsync(opened.Key, CampaignWorld.Start, CancellationToken.None);
        var left = Assert.Single(report!.Exclusions);
        Assert.Equal(("reviewed in May", 2L), (left.Reason, left.Grants));
    }

    [Fact]
    public async Task OpenAsync_ValuesThatLookLikeSql_AreOnlyValues()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await PopulateAsync(world);
        const string nasty = "'; DROP TABLE grants; --";
        await world.AppAsync("Nasty", clientId: nasty);
        var policy = CampaignWorld.Policy with
        {
            Filter = new CampaignFilter { Apps = [nasty] },
            Exclusions = [new CampaignExclusion { Reason = "') ; --", App = "' OR true --" }],
        };

        var opened = await world.OpenAsync(policy: policy);

        Assert.Equal(0, opened.GrantCount);
        Assert.Equal(4, await world.ScalarAsync<long>("SELECT count(*) FROM grants"));
    }

    private static async Task<Dictionary<long, string>> PopulateAsync(CampaignWorld world)
    {
        var mailer = await world.AppAsync("Mailer", clientId: "mailer");
        var other = await world.AppAsync("Other", clientId: "other");
        var ann = await world.UserAsync("ann@example.com", groups: ["staff", "finance"]);
        var ben = await world.UserAsync("ben@example.com", groups: ["staff"]);
        var gone = await world.UserAsync("gone@example.com", AccountStatus.Deactivated, groups: ["staff"]);
        // The lead answers for what has no owner.
        await world.UserAsync(CampaignWorld.Lead, groups: ["security"], inSlack: false);
        return new Dictionary<long, string>
        {
            [await world.GrantAsync(mailer, ann, Risk.Critical, scopes: ["Mail.Read", "Mail.Send"])] = "ann",
            [await world.GrantAsync(other, ben, Risk.Low, provider: "google")] = "ben",
            [await world.GrantAsync(other, gone, Risk.High)] = "gone",
            [await world.GrantAsync(mailer, null, Risk.Medium, ConsentType.Tenant)] = "tenant",
        };
    }
}
