using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignOptionsTests
{
    [Fact]
    public void Options_NothingConfigured_AreValidAndSwitchedOff()
    {
        var options = Read([]);

        Assert.False(options.Enabled);
        Assert.Equal("0 0 6 1 1,4,7,10 *", options.Schedule);
        Assert.Equal([TimeSpan.FromDays(5), TimeSpan.FromDays(10), TimeSpan.FromDays(13)], options.ToPolicy().ReminderOffsets);
        Assert.Equal(SilencePolicy.Revoke, options.ToPolicy().Silence);
    }

    [Fact]
    public void Options_EverythingConfigured_ReachesThePolicy()
    {
        var options = Read(new()
        {
            ["Campaign:Enabled"] = "true",
            ["CampaignSchedule"] = "0 30 7 2 1,7 *",
            ["Campaign:ResponseWindow"] = "7.00:00:00",
            ["Campaign:ReminderOffsets"] = "1.00:00:00, 3.00:00:00",
            ["Campaign:AskManagerAfter"] = "5.00:00:00",
            ["Campaign:CorrectionWindow"] = "12:00:00",
            ["Campaign:Silence"] = "askmanager",
            ["Campaign:Breaker:MaxShareOfGrants"] = "0.1",
            ["Campaign:Breaker:ProtectedApps:0"] = "payroll",
            ["Campaign:Filter:Providers:0"] = "google",
            ["Campaign:Filter:MinRisk"] = "High",
            ["Campaign:Exclusions:0:Reason"] = "reviewed by audit in May",
            ["Campaign:Exclusions:0:App"] = "client-1",
            ["Campaign:Exclusions:0:Until"] = "2027-01-01T00:00:00Z",
            ["Campaign:MaxInventoryAge"] = "2.00:00:00",
            ["Campaign:ShardSize"] = "100",
            ["Campaign:AskedBy"] = "IT security",
            ["Campaign:Why"] = "Because.",
            ["Campaign:LeadEmail"] = "Lead@Example.com",
            ["Campaign:Approvers:0"] = "Second@Example.com",
            ["Campaign:ApprovalWindow"] = "3.00:00:00",
        });

        var policy = options.ToPolicy();
        Assert.True(options.Enabled);
        Assert.Equal(
            (TimeSpan.FromDays(7), TimeSpan.FromDays(5), TimeSpan.FromHours(12)),
            (policy.ResponseWindow, policy.AskManagerAfter!.Value, policy.CorrectionWindow)
        );
        Assert.Equal([TimeSpan.FromDays(1), TimeSpan.FromDays(3)], policy.ReminderOffsets);
        Assert.Equal((SilencePolicy.AskManager, 0.1, 0.5), (policy.Silence, policy.Breaker.MaxShareOfGrants, policy.Breaker.MaxShareOfApp));
        Assert.Equal(["payroll"], policy.Breaker.ProtectedApps);
        Assert.Equal(["google"], policy.Filter.Providers);
        Assert.Equal(Risk.High, policy.Filter.MinRisk);
        var exclusion = Assert.Single(policy.Exclusions);
        Assert.Equal(("client-1", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (exclusion.App, exclusion.Until!.Value));
        Assert.Equal(("lead@example.com", "second@example.com"), (policy.LeadEmail, policy.Approvers[0]));
        Assert.Equal((100, TimeSpan.FromDays(3)), (policy.ShardSize, policy.ApprovalWindow));
    }

    public static TheoryData<string, string, string> Mistakes =>
        new()
        {
            { "Campaign:Enabled", "yes", "Campaign:Enabled is 'yes': it must be true or false." },
            { "CampaignSchedule", "0 6 * * *", "CampaignSchedule is '0 6 * * *'" },
            { "CampaignCatchUpSchedule", "daily", "CampaignCatchUpSchedule is 'daily'" },
            { "Campaign:ResponseWindow", "14", "Campaign:ResponseWindow is '14': it must be a time span" },
            { "Campaign:ResponseWindow", "-1.00:00:00", "Campaign:ResponseWindow is -1.00:00:00: it must be above zero" },
            { "Campaign:ResponseWindow", "91.00:00:00", "Campaign:ResponseWindow" },
            { "Campaign:ReminderOffsets:0", "soon", "Campaign:ReminderOffsets:0 is 'soon'" },
            {
                "Campaign:ReminderOffsets:0",
                "14.00:00:00",
                "Campaign:ReminderOffsets:0 is 14.00:00:00: it must lie inside the response window"
            },
            {
                "Campaign:ReminderOffsets",
                "3.00:00:00,2.00:00:00",
                "Campaign:ReminderOffsets:1 is 2.00:00:00: it must be later than the one before"
            },
            { "Campaign:AskManagerAfter", "20.00:00:00", "Campaign:AskManagerAfter is 20.00:00:00" },
            { "Campaign:Silence", "AskManager", "Campaign:AskManagerAfter is missing" },
            { "Campaign:Silence", "2", "Campaign:Silence is '2': it must be one of Revoke, Keep, AskManager." },
            { "Campaign:CorrectionWindow", "15.00:00:00", "Campaign:CorrectionWindow is 15.00:00:00" },
            { "Campaign:MaxInventoryAge", "00:00:00", "Campaign:MaxInventoryAge is 00:00:00" },
            { "Campaign:ApprovalWindow", "00:00:00", "Campaign:ApprovalWindow is 00:00:00" },
            { "Campaign:Breaker:MaxShareOfGrants", "1.5", "Campaign:Breaker:MaxShareOfGrants is 1.5: it must be a share from 0 to 1." },
            { "Campaign:Breaker:MaxShareOfApp", "NaN", "Campaign:Breaker:MaxShareOfApp is 'NaN': it must be a number." },
            { "Campaign:Breaker:MinGrantsOfApp", "0", "Campaign:Breaker:MinGrantsOfApp is 0" },
            { "Campaign:Breaker:MaxShare", "0.5", "Campaign:Breaker:MaxShare is not a setting." },
            { "Campaign:Filter:Providers:0", "Google!", "Campaign:Filter:Providers:0 is 'Google!'" },
            { "Campaign:Filter:MinRisk", "severe", "Campaign:Filter:MinRisk is 'severe'" },
            { "Campaign:Exclusions:0:App", "client-1", "Campaign:Exclusions:0:Reason is missing" },
            { "Campaign:Exclusions:0:Reason", "because", "Campaign:Exclusions:0 names no Provider, App or Email" },
            { "Campaign:Exclusions:0:Email", "ana", "Campaign:Exclusions:0:Email is 'ana': it must be an email address." },
            { "Campaign:Exclusions:0:Until", "tomorrow", "Campaign:Exclusions:0:Until is 'tomorrow'" },
            { "Campaign:ShardSize", "0", "Campaign:ShardSize is 0: it must be 1 to 1000." },
            { "Campaign:ShardSize", "1001", "Campaign:ShardSize is 1001" },
            { "Campaign:LeadEmail", "the lead", "Campaign:LeadEmail is 'the lead'" },
            { "Campaign:Enabled", "true", "Campaign:LeadEmail is missing" },
            { "Campaign:Approvers:1", "nobody", "Campaign:Approvers:0 is 'nobody'" },
            { "Campaign:ReminderOffset", "1.00:00:00", "Campaign:ReminderOffset is not a setting." },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Options_OneMistake_IsToldWithItsExactKey(string key, string value, string expected)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new() { [key] = value }));

        Assert.Contains(refused.Failures, failure => failure.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_SeveralMistakes_AreAllToldAtOnce()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new()
        {
            ["Campaign:Enabled"] = "maybe",
            ["Campaign:ResponseWindow"] = "two weeks",
            ["Campaign:ShardSize"] = "many",
            ["Campaign:Breaker:MaxShareOfApp"] = "2",
            ["Campaign:Typo"] = "1",
        }));

        Assert.Equal(5, refused.Failures.Count());
    }

    [Fact]
    public void Policy_WrittenAsJson_ReadsBackTheSame()
    {
        var policy = Read(new() { ["Campaign:LeadEmail"] = "lead@example.com", ["Campaign:Breaker:ProtectedApps"] = "a,b" }).ToPolicy();

        var json = CampaignPolicyJson.Write(policy);

        Assert.Equal(json, CampaignPolicyJson.Write(CampaignPolicyJson.Read(json)));
        Assert.Contains("\"silence\":\"Revoke\"", json, StringComparison.Ordinal);
    }

    private static CampaignOptions Read(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddCampaigns(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<CampaignOptions>>().Value;
    }
}
