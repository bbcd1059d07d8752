using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

public sealed class EntraWebhookTests
{
    [Fact]
    public void Read_ConsentToApplication_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Consent);

        Assert.Equal(
            (EntraSamples.EventKey, ProviderName.Entra, ConsentType.Tenant, true),
            (consent.EventKey, consent.Provider, consent.ConsentType, consent.IsAdminConsent)
        );
        Assert.Equal(new ConsentingPerson("0f0e0d0c-1111-2222-3333-444455556666", "ada.admin@contoso.com", null), consent.Who);
        Assert.Equal(new ConsentedApp(EntraSamples.ClientId, "Mail Merge Pro", ObjectId: EntraSamples.ObjectId), consent.App);
        Assert.Equal(["Mail.ReadWrite", "User.Read", "offline_access"], consent.Scopes);
        Assert.Equal(("203.0.113.7", "Mozilla/5.0 (Windows NT 10.0)"), (consent.IpAddress, consent.UserAgent));
    }

    [Fact]
    public void Read_DelegatedGrant_TakesTheAppFromThePropertiesNotFromTheTarget()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Delegated);

        Assert.Equal(
            (EntraSamples.EventKey, $"sp:{EntraSamples.ObjectId}", (string?)null),
            (consent.EventKey, consent.App.ClientId, consent.App.Name)
        );
        Assert.Equal(ConsentType.Tenant, consent.ConsentType);
        Assert.Equal(["Files.Read.All", "Mail.ReadWrite", "User.Read", "offline_access"], consent.Scopes);
        Assert.Null(consent.IsAdminConsent);
    }

    [Fact]
    public void Read_AppRole_IsAnApplicationPermission()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.AppRole);

        Assert.Equal((ConsentType.Application, "Mail Merge Pro"), (consent.ConsentType, consent.App.Name));
        Assert.Equal(["Directory.ReadWrite.All"], consent.Scopes);
    }

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

    [Fact]
    public void Read_PropertiesInAnyOrder_TellTheSame()
    {
        var chance = new Random(20261001);
        var expected = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Consent);
        for (var round = 0; round < 20; round++)
        {
            var record = JsonNode.Parse(EntraSamples.Consent)!;
            var properties = record["targetResources"]![0]!["modifiedProperties"]!.AsArray();
            var shuffled = properties.Select(property => property!.DeepClone()).ToArray();
            chance.Shuffle(shuffled);
            record["targetResources"]![0]!["modifiedProperties"] = new JsonArray(shuffled);
            Assert.Equivalent(expected, TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()), strict: true);
        }
    }

    [Theory]
    [InlineData("failure", 0)]
    [InlineData("Failure", 0)]
    [InlineData("success", 1)]
    [InlineData("timeout", 1)]
    [InlineData("unknownFutureValue", 1)]
    public void Read_Results_OnlyWhatFailedIsNoConsent(string result, int consents) =>
        Assert.Equal(
            consents,
            TestWebhooks
                .Open(
                    ConsentSource.Entra,
                    EntraSamples.Consent.Replace("\"result\": \"success\"", $"\"result\": \"{result}\"", StringComparison.Ordinal)
                )
                .Consents.Count
        );

    [Fact]
    public void Read_OtherActivities_AreNoConsent()
    {
        var other = EntraSamples.Consent.Replace("Consent to application", "Remove delegated permission grant", StringComparison.Ordinal);
        var reading = TestWebhooks.Open(ConsentSource.Entra, EntraSamples.Records(other, EntraSamples.Consent));

        Assert.Null(reading.Refusal);
        Assert.Single(reading.Consents);
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

    [Fact]
    public void Read_OneCorrelationIdOfThreeApps_IsThreeConsents()
    {
        var other = EntraSamples.Consent.Replace(EntraSamples.ObjectId, "bb11bb22-cc33-44dd-88ee-ff0011223344", StringComparison.Ordinal)
            .Replace(EntraSamples.ClientId, "6f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d", StringComparison.Ordinal);
        var reading = TestWebhooks.Open(ConsentSource.Entra, $"[{EntraSamples.Consent},{other},{EntraSamples.Delegated}]");

        Assert.Equal(2, reading.Consents.Select(consent => consent.EventKey).Distinct().Count());
        Assert.Equal(reading.Consents[0].EventKey, reading.Consents[2].EventKey);
        Assert.All(reading.Consents, consent =>
            Assert.True(EscalationKey.IsWellFormed(EscalationKey.Of(consent.Source, consent.EventKey)))
        );
    }

    [Fact]
    public void Read_OneCorrelationIdAndAppMuchLater_IsAnotherConsent()
    {
        var later = EntraSamples.Consent.Replace("T04:58:12", "T05:28:12", StringComparison.Ordinal);

        Assert.NotEqual(
            TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Consent).EventKey,
            TestWebhooks.OpenOne(ConsentSource.Entra, later).EventKey);
    }

    public static TheoryData<string> Forms =>
    [
        EntraForms.TriggerObject, EntraForms.TriggerBase64, EntraForms.Texts, EntraForms.Row(), EntraForms.Tables(),
        EntraForms.SplunkResult, EntraForms.SplunkEvent, EntraForms.CloudEvent, EntraForms.Management, EntraForms.AuditData,
        $"\uFEFF{EntraSamples.Consent}",
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

    [Fact]
    public void Read_OneRecordIsWrong_TheOthersAreTakenAndItIsKeptWithoutItsValues()
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!.AsObject();
        record.Remove("activityDateTime");
        var reading = TestWebhooks.Open(ConsentSource.Entra, $"[{EntraSamples.Consent},{record.ToJsonString()}]");

        Assert.Null(reading.Refusal);
        Assert.Single(reading.Consents);
        var bad = Assert.Single(reading.Unreadable);
        Assert.Equal(("body[1]", "body[1].activityDateTime must be a time in ISO 8601"), (bad.Position, bad.Problem));
        Assert.Contains("initiatedBy", bad.Shape, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", bad.Shape, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_ConsentThatFailed_IsCountedAsBlocked()
    {
        var reading = TestWebhooks.Open(ConsentSource.Entra, EntraForms.Failed);

        Assert.Equal((0, 1), (reading.Consents.Count, reading.Blocked));
        Assert.Null(reading.Refusal);
    }

    [Theory]
    [InlineData("[\"offline_access\", \"Files.Read.All\"]", "Files.Read.All offline_access")]
    [InlineData("\"Mail.ReadWrite Files.Read.All\"", "Files.Read.All Mail.ReadWrite")]
    [InlineData("\"what nobody understands.\"", "")]
    public void Read_PermissionsWithoutGroups_AreScopesIfTheyLookLikeThem(string value, string scopes)
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!;
        record["targetResources"]![0]!["modifiedProperties"]![4]!["newValue"] = value;

        Assert.Equal(scopes, string.Join(' ', TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Scopes));
    }

    [Fact]
    public void Read_ServicesName_IsNotThePersonsName()
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!;
        record["initiatedBy"]!["user"]!["displayName"] = "Azure ESTS Service";
        Assert.Null(TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Who.Name);

        record["initiatedBy"]!["user"]!["displayName"] = "Ada Admin";
        Assert.Equal("Ada Admin", TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Who.Name);
    }

    [Fact]
    public void Read_EnvelopeAndTargetOfTypeApplication_TellTenantAddressAndName()
    {
        var envelope = JsonNode.Parse(EntraSamples.Diagnostic(EntraSamples.Consent))!.AsObject();
        envelope.Remove("tenantId");
        envelope["callerIpAddress"] = "198.51.100.9";
        envelope["properties"]!["initiatedBy"]!["user"]!["ipAddress"] = "";
        envelope["properties"]!["targetResources"]![0]!["type"] = "Application";

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, envelope.ToJsonString());

        Assert.Equal(
            ("0aaa0000-1111-2222-3333-444400005555", "198.51.100.9", "Mail Merge Pro", EntraSamples.ClientId),
            (consent.Tenant, consent.IpAddress, consent.App.Name, consent.App.ClientId));
        // The id of an application is not that of its service principal.
        Assert.Null(consent.App.ObjectId);
    }

    [Theory]
    [InlineData("correlationId", "id", "correlationId")]
    [InlineData("activityDateTime", null, "activityDateTime")]
    public void Read_ConsentWithoutWhatItNeeds_IsMalformed(string field, string? alsoField, string named)
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!.AsObject();
        record.Remove(field);
        if (alsoField is not null)
            record.Remove(alsoField);
        TestWebhooks.AssertMalformed(ConsentSource.Entra, record.ToJsonString(), named);
        TestWebhooks.AssertMalformed(ConsentSource.Entra, $"[{record.ToJsonString()}]", $"body[0].{named}");
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

    [Fact]
    public void Read_ByAnApp_NamesTheAppInThePersonsPlace()
    {
        var record = JsonNode.Parse(EntraSamples.AppRole)!;
        record["initiatedBy"] = JsonNode.Parse(
            """{"app":{"appId":"app-9","servicePrincipalId":"sp-9","displayName":"Provisioner"},"user":null}"""
        );

        Assert.Equal(
            new ConsentingPerson("sp-9", null, "Provisioner", IsApp: true, "app-9"),
            TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Who
        );
    }

    [Fact]
    public void Read_ByAnAppThatTellsOnlyItsClientId_IsAnAppByThat()
    {
        var record = JsonNode.Parse(EntraSamples.AppRole)!;
        record["initiatedBy"] = JsonNode.Parse("""{"app":{"appId":"app-9","servicePrincipalId":null,"displayName":null}}""");

        var who = TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Who;

        Assert.Equal((ActorKind.App, "app-9", "app-9"), (who.Kind, who.ExternalId, who.ClientId));
    }

    [Theory]
    [InlineData("""{"app":null,"user":null}""")]
    [InlineData("""{}""")]
    public void Read_ByNobodyWhoIsNamed_IsOfUnknownKind(string initiatedBy)
    {
        var record = JsonNode.Parse(EntraSamples.AppRole)!;
        record["initiatedBy"] = JsonNode.Parse(initiatedBy);

        Assert.Equal(ActorKind.Unknown, TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Who.Kind);
    }

    [Fact]
    public void Read_ByAGuest_HasTheAddressThatWasInvited()
    {
        var body = EntraSamples.Consent.Replace(
            "Ada.Admin@Contoso.com",
            "Ada.Admin_partner.example#EXT#@contoso.onmicrosoft.com",
            StringComparison.Ordinal
        );

        Assert.Equal("ada.admin@partner.example", TestWebhooks.OpenOne(ConsentSource.Entra, body).Who.Email);
    }

    [Fact]
    public void Read_PermissionsForSomebodyElse_NameThePrincipal()
    {
        var body = EntraSamples.Consent.Replace(
            "PrincipalId: , ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: AllPrincipals",
            "PrincipalId: 0F0E0D0C-9999-2222-3333-444455556666, ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: Principal",
            StringComparison.Ordinal
        );

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, body);

        Assert.Equal(["0F0E0D0C-9999-2222-3333-444455556666"], consent.Principals);
        Assert.Equal(["0f0e0d0c-9999-2222-3333-444455556666"], ConsentText.Bounded(consent).OtherPrincipals);
    }

    [Fact]
    public void Read_PermissionsForTheMaker_NameNobodyElse()
    {
        var body = EntraSamples.Consent.Replace(
            "PrincipalId: , ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: AllPrincipals",
            "PrincipalId: 0F0E0D0C-1111-2222-3333-444455556666, ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: Principal",
            StringComparison.Ordinal
        );

        Assert.Empty(ConsentText.Bounded(TestWebhooks.OpenOne(ConsentSource.Entra, body)).OtherPrincipals);
    }

    [Fact]
    public void Read_AGrantByApi_NamesItsPrincipalAndWhatWasThereBefore()
    {
        var record = JsonNode.Parse(EntraSamples.Delegated)!;
        var properties = record["targetResources"]![0]!["modifiedProperties"]!.AsArray();
        properties[4]!["oldValue"] = "\" User.Read Directory.ReadWrite.All\"";
        properties[3]!["newValue"] = "\"Principal\"";
        properties.Add(JsonNode.Parse("""{"displayName":"DelegatedPermissionGrant.PrincipalId","oldValue":null,"newValue":"\"p-9\""}"""));

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString());

        Assert.Equal(["p-9"], consent.Principals);
        Assert.Equal(["Directory.ReadWrite.All", "User.Read"], consent.EarlierScopes);
        Assert.Equal(["Files.Read.All", "Mail.ReadWrite", "offline_access"], consent.Scopes.Except(consent.EarlierScopes));
    }

    [Theory]
    [InlineData("[[Id: a, ConsentType: Principal, Scope: A]] => [[Id: a, ConsentType: Principal, Scope: A B]]", "A")]
    [InlineData("[[Id: a, ConsentType: Principal, Scope: A]] => [[Id: a, ConsentType: Principal, Scope: A]]", "A")]
    [InlineData("[] => [[Id: a, ConsentType: Principal, Scope: A B]]", "")]
    [InlineData(
        "[[Id: a, ConsentType: AllPrincipals, Scope: H]]"
            + " => [[Id: a, ConsentType: AllPrincipals, Scope: H], [Id: b, ConsentType: Principal, Scope: M]]",
        "H"
    )]
    [InlineData(
        "[[Id: a, PrincipalId: p, ConsentType: Principal, Scope: A]]"
            + " => [[Id: a, PrincipalId: p, ConsentType: Principal, Scope: A], [Id: b, PrincipalId: q, ConsentType: Principal, Scope: A]]",
        ""
    )]
    public void Permissions_WhatWasThereBefore_IsNotNew(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', EntraPermissions.Earlier(text)));

    [Theory]
    [InlineData("[] => [[Id: a, ConsentType: Principal, Scope: A B C, CreatedDateTime: , LastModifiedDateTime ]]; ", "Principal A B C")]
    [InlineData("[[Id: a, ConsentType: Principal, Scope: A]] => [[Id: a, ConsentType: Principal, Scope: A B]]", "Principal A B")]
    [InlineData(
        "[[Id: a, ConsentType: AllPrincipals, Scope: A]] => "
            + "[[Id: a, ConsentType: AllPrincipals, Scope: A], [Id: b, ConsentType: Principal, Scope: M]]",
        "Principal M"
    )]
    [InlineData("[[Id: a, ConsentType: AllPrincipals, Scope: A]] => [[Id: a, ConsentType: AllPrincipals, Scope: A]]", "AllPrincipals A")]
    [InlineData(
        "[] => [[Id: a, ResourceId: r, ConsentType: Principal, Scope: A], [Id: b, ResourceId: s, ConsentType: AllPrincipals, Scope: B C]]",
        "Principal A|AllPrincipals B C"
    )]
    [InlineData("[] => [[Scope: https://x.example/read B, ConsentType: Principal]]", "Principal https://x.example/read B")]
    [InlineData(
        "[] => [[ConsentType: Principal, Scope: A, https://x.example/read, CreatedDateTime: 01/01/0001 00:00:00]]",
        "Principal A https://x.example/read"
    )]
    [InlineData("[] => []", "")]
    [InlineData("", "")]
    [InlineData("free text that nobody understands", "")]
    public void Permissions_FreeText_IsReadByNames(string text, string expected) =>
        Assert.Equal(
            expected,
            string.Join('|', EntraPermissions.Granted(text).Select(group => $"{group.ConsentType} {string.Join(' ', group.Scopes)}"))
        );

    [Theory]
    [InlineData("\"\\\"True\\\"\"", "True")]
    [InlineData("\"False\"", "False")]
    [InlineData("True", "True")]
    [InlineData("[\"a\"]", "a")]
    [InlineData("\"\"", null)]
    [InlineData("\"broken", "\"broken")]
    [InlineData(null, null)]
    public void Unquote_QuotesInQuotes_AreTakenOff(string? text, string? expected) => Assert.Equal(expected, EntraValues.Unquote(text));

    private static WebhookReading OpenAlert(string context, string rule)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(EntraSamples.Alert(context));
        var headers = TestWebhooks.Headers(ConsentSource.Entra, body);
        return TestWebhooks.WithAlertRules(rule).Open(
            ConsentSource.Entra, new ConsentDelivery(headers.GetValueOrDefault, body), TestWebhooks.Now);
    }
}
