using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>The permissions in a record of Entra: what is new, and what was there before.</summary>
public sealed class EntraPermissionsTests
{
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

    [Fact]
    public void Read_AConsentThatWidens_TellsWhatWasThereBefore()
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!;
        record["targetResources"]![0]!["modifiedProperties"]![4]!["newValue"] =
            "[[Id: a, ConsentType: Principal, Scope: User.Read]] => [[Id: a, ConsentType: Principal, Scope: User.Read Mail.Send]]";

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString());

        Assert.Equal(["User.Read"], consent.EarlierScopes);
        Assert.Equal(["Mail.Send"], consent.Scopes.Except(consent.EarlierScopes));
    }

    [Fact]
    public void Read_AnAppRoleInPlaceOfAnother_TellsTheOneBefore()
    {
        var record = JsonNode.Parse(EntraSamples.AppRole)!;
        var role = record["targetResources"]![0]!["modifiedProperties"]!.AsArray()
            .Single(property => (string)property!["displayName"]! == "AppRole.Value")!;
        role["oldValue"] = "\"User.Read.All\"";

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, record.ToJsonString());

        Assert.Equal(("User.Read.All", "Directory.ReadWrite.All"), (Assert.Single(consent.EarlierScopes), Assert.Single(consent.Scopes)));
    }
}
