using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>What a record of Entra tells.</summary>
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
}
