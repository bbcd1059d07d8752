using System.Text.Json.Nodes;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>What an administrator lets in at Google and GitHub apart from a consent of the usual kind.</summary>
public sealed class AdministratorGrantTests
{
    private const string UserAdministration = "https://www.googleapis.com/auth/admin.directory.user";

    [Fact]
    public void GoogleDelegation_Sample_IsAnAdministratorsApplicationGrant()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Google, OtherSamples.GoogleDelegation);

        Assert.Equal(
            ("104512345678901234567", "118123456789012340000", "ada@example.com", "C03az79cb"),
            (consent.App.ClientId, consent.Who.ExternalId, consent.Who.Email, consent.Tenant)
        );
        Assert.Equal(["https://mail.google.com/", UserAdministration], consent.Scopes);
        Assert.Equal((ConsentType.Application, true, true), (consent.ConsentType, consent.IsAdminConsent, consent.ProvesAdministrator));
        Assert.Equal(Risk.Critical, RiskOf(consent));
        Assert.Equal("-5312345678901234567|2026-10-01T04:59:22.456000Z|admin|C03az79cb|104512345678901234567", consent.EventKey);
    }

    [Theory]
    [InlineData("openid", Risk.High)]
    [InlineData("", Risk.High)]
    [InlineData("https://www.googleapis.com/auth/admin.directory.user https://mail.google.com/", Risk.Critical)]
    public void GoogleDelegation_OfAnyScopes_IsNeverBelowHigh(string scopes, Risk expected)
    {
        var activity = JsonNode.Parse(OtherSamples.GoogleDelegation)!;
        activity["events"]![0]!["parameters"]![2]!["value"] = scopes;

        Assert.Equal(expected, RiskOf(TestWebhooks.OpenOne(ConsentSource.Google, activity.ToJsonString())));
    }

    [Fact]
    public void GoogleDelegation_WithoutItsApplicationsName_IsReadByItsEvent()
    {
        var activity = JsonNode.Parse(OtherSamples.GoogleDelegation)!;
        activity["id"]!.AsObject().Remove("applicationName");

        Assert.Contains("|admin|", TestWebhooks.OpenOne(ConsentSource.Google, activity.ToJsonString()).EventKey, StringComparison.Ordinal);
    }

    [Fact]
    public void GitHubTokenRequest_Approved_IsAnAdministratorsConsentForTheOwner()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubTokenRequest());

        Assert.Equal(("77", "ada", "contoso"), (consent.Who.ExternalId, consent.Who.Name, consent.Tenant));
        Assert.Equal(["78"], consent.OtherPrincipals);
        Assert.Equal((true, true), (consent.IsAdminConsent, consent.ProvesAdministrator));
        Assert.Equal(
            ("personal-access-token-4711", "release script (personal access token of bob)"),
            (consent.App.ClientId, consent.App.Name)
        );
        Assert.Equal(["contents:write", "metadata:read", "organization_administration:write"], consent.Scopes);
        Assert.Equal(["metadata:read"], consent.EarlierScopes);
        Assert.True(RiskOf(consent) >= Risk.High);
    }

    [Fact]
    public void GitHubTokenRequest_Created_IsItsOwnersConsentToTheSameToken()
    {
        var created = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubTokenRequest("created", sender: "bob"));
        var approved = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubTokenRequest());

        Assert.Equal(("78", false), (created.Who.ExternalId, created.ProvesAdministrator));
        Assert.Empty(created.OtherPrincipals);
        Assert.Equal(approved.App, created.App);
        Assert.NotEqual(approved.EventKey, created.EventKey);
    }

    [Fact]
    public void GitHubTokenRequest_WithoutItsTime_IsRefusedWithTheField() =>
        TestWebhooks.AssertMalformed(
            ConsentSource.GitHub,
            OtherSamples.GitHubTokenRequest().Replace("created_at", "made_at", StringComparison.Ordinal),
            "personal_access_token_request.created_at");

    [Fact]
    public void GitHubAudit_OAuthAppApproved_IsATenantWideConsentOfUnknownScopes()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubAudit());

        Assert.Equal(("77", "ada", "contoso"), (consent.Who.ExternalId, consent.Who.Name, consent.Tenant));
        Assert.Equal(new ConsentedApp("5566", "Board Sync"), consent.App);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790830795123), consent.OccurredAt);
        Assert.Equal((ConsentType.Tenant, true), (consent.ConsentType, consent.ProvesAdministrator));
        Assert.Equal(Risk.High, RiskOf(consent));
    }

    [Fact]
    public void GitHubAudit_ListWithOtherEntries_GivesEachConsent()
    {
        var token = OtherSamples.GitHubAudit("personal_access_token.access_granted");
        var other = OtherSamples.GitHubAudit("org.add_member");

        var reading = TestWebhooks.Open(ConsentSource.GitHub, $"[{OtherSamples.GitHubAudit()},{other},{token}]");

        Assert.Null(reading.Refusal);
        Assert.Equal(2, reading.Consents.Count);
        Assert.All(reading.Consents, consent => Assert.True(consent.ProvesAdministrator));
    }

    private static Risk RiskOf(ConsentEvent consent) =>
        new HighScopeRules(ScopeDictionary.Embedded, Microsoft.Extensions.Options.Options.Create(new EscalationOptions()))
            .Evaluate(new ConsentRecord
            {
                Key = "x",
                Source = consent.Source,
                EventKey = consent.EventKey,
                Facts = consent,
                ReceivedAt = TestWebhooks.Now,
            })
            .Risk;
}
