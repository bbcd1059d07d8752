using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
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
            (EntraSamples.Correlation, ProviderName.Entra, ConsentType.Tenant, true),
            (consent.EventKey, consent.Provider, consent.ConsentType, consent.IsAdminConsent)
        );
        Assert.Equal(new ConsentingPerson("0f0e0d0c-1111-2222-3333-444455556666", "ada.admin@contoso.com", null), consent.Who);
        Assert.Equal(new ConsentedApp(EntraSamples.ClientId, "Mail Merge Pro"), consent.App);
        Assert.Equal(["Mail.ReadWrite", "User.Read", "offline_access"], consent.Scopes);
        Assert.Equal(("203.0.113.7", "Mozilla/5.0 (Windows NT 10.0)"), (consent.IpAddress, consent.UserAgent));
    }

    [Fact]
    public void Read_DelegatedGrant_TakesTheAppFromThePropertiesNotFromTheTarget()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Delegated);

        Assert.Equal(
            (EntraSamples.Correlation, $"sp:{EntraSamples.ObjectId}", (string?)null),
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

    [Fact]
    public void Read_AlertWithoutRows_IsAConsentOfWhichNothingIsKnown()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Alert(EntraSamples.NoRows));

        Assert.Equal("alert-b9569717-bc32-442f-add5-83a997729330-1790830770", consent.EventKey);
        Assert.Equal(new ConsentingPerson(null, null, null), consent.Who);
        Assert.Equal("unknown", consent.App.ClientId);
        Assert.Empty(consent.Scopes);
        Assert.Equal(consent.EventKey, TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Alert("null")).EventKey);
        Assert.Empty(TestWebhooks.Open(ConsentSource.Entra, EntraSamples.Alert(EntraSamples.NoRows, "Resolved")).Consents);
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
        TestWebhooks.AssertMalformed(ConsentSource.Entra, $"[{EntraSamples.Consent},{record.ToJsonString()}]", $"body[1].{named}");
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
}
