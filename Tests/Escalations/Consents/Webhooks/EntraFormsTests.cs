using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>The forms in which forwarders and alerts send records of Entra.</summary>
public sealed class EntraFormsTests
{
    public static TheoryData<string> Envelopes =>
    [
        EntraSamples.Consent,
        $"[{EntraSamples.Consent}]",
        $$"""{"value":[{{EntraSamples.Consent}}]}""",
        EntraSamples.Diagnostic(EntraSamples.Consent),
        EntraSamples.Records(EntraSamples.Diagnostic(EntraSamples.Consent)),
        $"[{EntraSamples.Records(EntraSamples.Diagnostic(EntraSamples.Consent))}]",
        EntraSamples.Alert(EntraSamples.Rows),
    ];

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void Read_EveryEnvelope_GivesTheSameConsent(string body)
    {
        var bare = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Consent);
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, body);

        Assert.Equal(
            (bare.EventKey, bare.OccurredAt, bare.Who, bare.App, bare.ConsentType, bare.IsAdminConsent),
            (consent.EventKey, consent.OccurredAt, consent.Who, consent.App, consent.ConsentType, consent.IsAdminConsent)
        );
        Assert.Equal(bare.Scopes, consent.Scopes);
        Assert.Contains(consent.Tenant, new[] { null, "0aaa0000-1111-2222-3333-444400005555" });
    }

    [Theory]
    [InlineData("Consent to application")]
    [InlineData("consent to Application ")]
    public void Read_AlertWithoutRowsOfAConfiguredRule_IsAConsentOfWhichNothingIsKnown(string rule)
    {
        var consent = Assert.Single(OpenAlert(EntraSamples.NoRows, rule).Consents);

        Assert.Equal("alert-b9569717-bc32-442f-add5-83a997729330-1790830770", consent.EventKey);
        Assert.Equal(new ConsentingPerson(null, null, null), consent.Who);
        Assert.Equal("unknown", consent.App.ClientId);
        Assert.Empty(consent.Scopes);
        Assert.Equal(consent.EventKey, Assert.Single(OpenAlert("null", rule).Consents).EventKey);
    }

    [Fact]
    public void Read_AlertWithoutRowsOfAnotherRule_IsNone()
    {
        var reading = OpenAlert(EntraSamples.NoRows, "Another rule");

        Assert.Null(reading.Refusal);
        Assert.Empty(reading.Consents);
    }

    [Fact]
    public void Read_AlertWithRowsOfAnotherRule_IsReadAllTheSame() => Assert.Single(OpenAlert(EntraSamples.Rows, "Another rule").Consents);

    [Fact]
    public void Read_LogAlertWithoutRowsAndNoRuleConfigured_IsRefusedAndSaysWhatToSet()
    {
        var reading = TestWebhooks.Open(ConsentSource.Entra, EntraSamples.Alert(EntraSamples.NoRows));

        Assert.Equal("data.alertContext", reading.Refusal?.Field);
        Assert.Contains("Consents:EntraAlertRules", reading.Refusal!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MetricAlertAndNoRuleConfigured_IsNone()
    {
        var reading = TestWebhooks.Open(ConsentSource.Entra, EntraForms.MetricAlert);

        Assert.Null(reading.Refusal);
        Assert.Empty(reading.Consents);
    }

    public static TheoryData<string> Forms =>
    [
        EntraForms.TriggerObject, EntraForms.TriggerBase64, EntraForms.Texts, EntraForms.Row(), EntraForms.Tables(),
        EntraForms.SplunkResult, EntraForms.SplunkEvent, EntraForms.CloudEvent, EntraForms.Management, EntraForms.AuditData,
        $"\uFEFF{EntraSamples.Consent}",
        $$"""{"SearchResults":{{EntraForms.Tables()}}}""", $$"""{"SearchResult":{{EntraForms.Tables()}}}""",
        $$"""{"body":{{EntraSamples.Consent}}}""", $$"""{"content":{{EntraSamples.Consent}}}""",
        $$"""{"message":{{EntraSamples.Consent}}}""", $$"""{"payload":{{EntraSamples.Consent}}}""",
        $$"""{"results":[{{EntraSamples.Consent}}]}""", $$"""{"events":[{{EntraSamples.Consent}}]}""",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_EveryForwardersForm_GivesTheSameConsent(string body)
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, body);

        Assert.Equal((EntraSamples.EventKey, EntraSamples.ClientId), (consent.EventKey, consent.App.ClientId));
        Assert.Equal(
            (EntraSamples.ObjectId, "Mail Merge Pro", "ada.admin@contoso.com", "203.0.113.7"),
            (consent.App.ObjectId, consent.App.Name, consent.Who.Email, consent.IpAddress));
        Assert.Equal(["Mail.ReadWrite", "User.Read", "offline_access"], consent.Scopes);
        Assert.Equal((ConsentType.Tenant, true), (consent.ConsentType, consent.IsAdminConsent));
        Assert.Contains(consent.Tenant, new[] { null, "0aaa0000-1111-2222-3333-444400005555" });
    }

    [Fact]
    public void Read_JsonLines_AreRecordsOfTheirOwn()
    {
        var reading = TestWebhooks.Open(ConsentSource.Entra, EntraForms.Lines + "{broken\n");

        Assert.Null(reading.Refusal);
        Assert.Equal(2, reading.Consents.Count);
        Assert.Equal("line 3", Assert.Single(reading.Unreadable).Position);
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("""{"foo":{"bar":1}}""", "body")]
    [InlineData("""{"ContentData":"bm8ganNvbg=="}""", "ContentData")]
    [InlineData("""{"ContentData":"what is this"}""", "ContentData")]
    [InlineData("""{"records":[{"a":1}]}""", "records[0]")]
    [InlineData("""{"result":{"host":"h"}}""", "result")]
    [InlineData("""{"tables":[{"columns":[{"name":"Computer"}],"rows":[["pc-1"]]}]}""", "tables")]
    public void Read_WhatIsNotUnderstood_IsRefusedAndSaysWhatIsExpected(string body, string field)
    {
        TestWebhooks.AssertMalformed(ConsentSource.Entra, body, field);
        Assert.Equal(field, Assert.Single(TestWebhooks.Open(ConsentSource.Entra, body).Unreadable).Position);
    }

    [Theory]
    [InlineData("1", "body")]
    [InlineData("\"x\"", "body")]
    [InlineData("[1]", "body[0]")]
    [InlineData("""{"records":[null]}""", "records[0]")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema"}""", "data.essentials")]
    [InlineData(
        """{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"monitorCondition":"Fired"}}}""",
        "data.essentials.alertId"
    )]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a"}}}""", "data.essentials.firedDateTime")]
    public void Read_OtherShapes_AreMalformed(string body, string named) => TestWebhooks.AssertMalformed(ConsentSource.Entra, body, named);

    private static WebhookReading OpenAlert(string context, string rule)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(EntraSamples.Alert(context));
        var headers = TestWebhooks.Headers(ConsentSource.Entra, body);
        return TestWebhooks.WithAlertRules(rule).Open(
            ConsentSource.Entra, new ConsentDelivery(headers.GetValueOrDefault, body), TestWebhooks.Now);
    }

    [Fact]
    public void Read_AlertThatIsResolved_IsNone()
    {
        var body = EntraSamples.Alert(EntraSamples.Rows).Replace("\"Fired\"", "\"Resolved\"", StringComparison.Ordinal);

        var reading = TestWebhooks.Open(ConsentSource.Entra, body);

        Assert.Contains("\"Resolved\"", body, StringComparison.Ordinal);
        Assert.Equal((null, 0), (reading.Refusal, reading.Consents.Count));
    }

    [Theory]
    [InlineData("Add delegated permission grant", ConsentType.Tenant)]
    [InlineData("Update delegated permission grant", ConsentType.Tenant)]
    [InlineData("Add OAuth2PermissionGrant", ConsentType.Tenant)]
    [InlineData("Update OAuth2PermissionGrant.", ConsentType.Tenant)]
    [InlineData("Add delegation entry.", ConsentType.Tenant)]
    [InlineData("Set delegation entry.", ConsentType.Tenant)]
    [InlineData("add app role assignment to service principal.", ConsentType.Application)]
    public void Read_EveryNameOfAnAct_IsThatAct(string activity, ConsentType type)
    {
        var record = JsonNode.Parse(EntraSamples.Delegated)!;
        record["activityDisplayName"] = activity;

        Assert.Equal(type, TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).ConsentType);
    }

    [Theory]
    [InlineData("Remove delegated permission grant")]
    [InlineData("Remove OAuth2PermissionGrant.")]
    [InlineData("Remove delegation entry.")]
    public void Read_EveryNameOfAGrantThatIsReplaced_CountsWhereItAdds(string activity)
    {
        static string Named(string record, string activity) =>
            record.Replace("Remove delegated permission grant", activity, StringComparison.Ordinal);

        Assert.Single(TestWebhooks.Open(ConsentSource.Entra, Named(EntraForms.Replaced("User.Read Mail.ReadWrite"), activity)).Consents);
        var removed = TestWebhooks.Open(ConsentSource.Entra, Named(EntraForms.Replaced("User.Read"), activity));
        Assert.Equal((null, 0), (removed.Refusal, removed.Consents.Count));
    }
}
