using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>Who consented by a record of Entra, and for whom.</summary>
public sealed class EntraActorTests
{
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

        Assert.Equal(["0f0e0d0c-9999-2222-3333-444455556666"], consent.Principals);
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
    public void Read_AGrantThatNamesItsUserByTheObject_NamesThePrincipal()
    {
        var record = JsonNode.Parse(EntraSamples.Delegated)!;
        record["targetResources"]![0]!["modifiedProperties"]!.AsArray()
            .Add(JsonNode.Parse("""{"displayName":"User.ObjectID","oldValue":null,"newValue":"\"p-7\""}"""));

        Assert.Equal(["p-7"], TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString()).Principals);
    }
}
