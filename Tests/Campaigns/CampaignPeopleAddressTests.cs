using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>The people whom a campaign's settings name, in the forms in which addresses are copied.</summary>
public sealed class CampaignPeopleAddressTests
{
    private const string Address = "zoe.lead@example.com";

    [Theory]
    [InlineData("Zoë Lead <Zoe.Lead@Example.com>")]
    [InlineData("\"Lead, Zoë\" <zoe.lead@example.com>")]
    [InlineData("mailto:Zoe.Lead@example.com")]
    [InlineData("<zoe.lead@example.com>")]
    [InlineData("zoe.\u200Blead@example.com")]
    [InlineData("\uFEFFzoe.lead@example.com\u200E ")]
    public void ToPolicy_LeadExclusionAndApproverInTheFormTheyWereCopied_AreTheAddressAlone(string written)
    {
        var policy = Read(new()
        {
            ["Campaign:LeadEmail"] = written,
            ["Campaign:Approvers:0"] = written,
            ["Campaign:Exclusions:0:Email"] = written,
            ["Campaign:Exclusions:0:Reason"] = "reviewed by audit in May",
            ["Campaign:Exclusions:0:Until"] = "2027-01-01T00:00:00Z",
        }).ToPolicy();

        Assert.Equal(Address, policy.LeadEmail);
        Assert.Equal([Address], policy.Approvers);
        Assert.Equal(Address, Assert.Single(policy.Exclusions).Email);
        // The directory's address of whoever presses the button.
        Assert.True(EmailAddress.AreSame(policy.LeadEmail, Address));
    }

    [Theory]
    [InlineData("Zoë Lead")]
    [InlineData("zoe.lead@example.com, max@example.com")]
    public void Read_LeadOrApproverThatIsNoOneAddress_IsRefusedByItsName(string written)
    {
        var lead = Assert.Throws<OptionsValidationException>(() => Read(new() { ["Campaign:LeadEmail"] = written }));
        Assert.Contains("Campaign:LeadEmail", Assert.Single(lead.Failures), StringComparison.Ordinal);
        var approver = Assert.Throws<OptionsValidationException>(() => Read(new()
        {
            ["Campaign:Approvers:0"] = Address,
            ["Campaign:Approvers:1"] = $" {written};",
        }));
        Assert.Contains("Campaign:Approvers:1", Assert.Single(approver.Failures), StringComparison.Ordinal);
    }

    private static CampaignOptions Read(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddCampaigns(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<CampaignOptions>>().Value;
    }
}
