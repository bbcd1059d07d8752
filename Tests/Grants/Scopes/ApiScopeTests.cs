using System.Text;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

/// <summary>A scope means something at its API only.</summary>
public sealed class ApiScopeTests
{
    private const string Payroll = "6a6a6a6a-1111-4111-8111-000000000001";
    private const string PayrollScope = $"Payroll API ({Payroll})/User.Read";
    private const string Sentence = "Nobody has described the permission \"User.Read\" of \"Payroll API\" yet, so treat it as powerful.";

    [Theory]
    [InlineData("00000003-0000-0000-c000-000000000000", "Microsoft Graph", "User.Read", Risk.Low)]
    [InlineData("00000003-0000-0000-C000-000000000000", null, "User.Read", Risk.Low)]
    [InlineData(Payroll, "Payroll API", PayrollScope, Risk.High)]
    [InlineData(Payroll, "Microsoft Graph", $"Microsoft Graph ({Payroll})/User.Read", Risk.High)]
    [InlineData(Payroll, "https://graph.microsoft.com/", $"https://graph.microsoft.com/ ({Payroll})/User.Read", Risk.High)]
    [InlineData(Payroll, null, $"{Payroll}/User.Read", Risk.High)]
    public async Task ReadAsync_DelegatedAndApplicationPermissions_BelongToTheirApi(string appId, string? name, string scope, Risk risk)
    {
        using var folder = new ExportFolder();
        var quoted = name is null ? "null" : $"\"{name}\"";
        folder.Write("users.json", """[{"id":"u1"}]""");
        folder.Write("servicePrincipals.json", $$"""
            [{"id":"api","appId":"{{appId}}","displayName":{{quoted}},"appRoles":[{"id":"r1","value":"User.Read"}]},
             {"id":"sp1","appId":"c1"}]
            """);
        folder.Write("oauth2PermissionGrants.json", """
            [{"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","resourceId":"api","scope":"User.Read"}]
            """);
        folder.Write("appRoleAssignments.json", """
            [{"id":"a1","appRoleId":"r1","principalId":"sp1","principalType":"ServicePrincipal","resourceId":"api"}]
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.All(read.Grants, grant => Assert.Equal([scope], grant.Scopes));
        Assert.Equal(risk, ScopeDictionary.Embedded.RiskOf(ProviderName.Entra, read.Grants[0].Scopes, ConsentType.Principal));
    }

    [Fact]
    public void Explain_PermissionOfAnotherApi_NamesTheApiAndIsNeverLow()
    {
        var meaning = ScopeDictionary.Embedded.Explain(ProviderName.Entra, PayrollScope, ConsentType.Principal);

        Assert.Equal((Sentence, Risk.High, false), (meaning.Sentence, meaning.Risk, meaning.IsKnown));
        Assert.False(ScopeDictionary.Embedded.Explain(ProviderName.Entra, "Payroll API/openid", ConsentType.Principal).IsKnown);
    }

    [Theory]
    [InlineData($"{Payroll}/User.Read")]
    [InlineData($"An earlier name ({Payroll})/user.read")]
    public void WithOverrides_PermissionOfAnotherApi_IsDescribedByItsIdWhateverItsName(string line)
    {
        var csv = $"provider,scope,access,risk,sentence\nentra,{line},delegated,medium,Read your payslips.\n";
        var dictionary = ScopeDictionary.Embedded.WithOverrides(new MemoryStream(Encoding.UTF8.GetBytes(csv)));

        Assert.Equal("Read your payslips.", dictionary.Explain(ProviderName.Entra, PayrollScope, ConsentType.Principal).Sentence);
        Assert.NotEqual("Read your payslips.", dictionary.Explain(ProviderName.Entra, "User.Read", ConsentType.Principal).Sentence);
    }

    [Theory]
    [InlineData("Microsoft Graph", "User.Read")]
    [InlineData("https://graph.microsoft.com", "User.Read")]
    [InlineData("00000003-0000-0000-c000-000000000000", "User.Read")]
    [InlineData("Payroll API", "Payroll API/User.Read")]
    public async Task ReadAsync_ListThatNamesTheApi_IsTreatedAlike(string resource, string scope)
    {
        using var folder = new ExportFolder();
        var mapping = new FieldMapping
        {
            Fields = new Dictionary<MappedField, string>
            {
                [MappedField.Email] = "user",
                [MappedField.ClientId] = "client",
                [MappedField.Scopes] = "scopes",
                [MappedField.Resource] = "api",
            },
        };
        var file = folder.Write("list.csv", $"user,client,scopes,api\nana@x.example,c1,User.Read,{resource}\n");

        var grant = Assert.Single((await ReadRecords.OfAsync(new CsvInventoryReader(file, mapping, "list", ProviderName.Entra))).Grants);

        Assert.Equal((resource, scope), (grant.Resource, Assert.Single(grant.Scopes)));
    }

    [Theory]
    [InlineData("Microsoft Graph", "00000003-0000-0000-c000-000000000000", "User.Read", Risk.Low)]
    [InlineData("Payroll API", Payroll, PayrollScope, Risk.High)]
    [InlineData("Microsoft Graph", Payroll, $"Microsoft Graph ({Payroll})/User.Read", Risk.High)]
    public void Consent_GrantRecordOfAnApi_IsTreatedAlike(string name, string appId, string scope, Risk risk)
    {
        var record = EntraSamples.Delegated
            .Replace("Microsoft Graph", name, StringComparison.Ordinal)
            .Replace("00000003-0000-0000-c000-000000000000", appId, StringComparison.Ordinal)
            .Replace(" Mail.ReadWrite offline_access User.Read Files.Read.All", "User.Read", StringComparison.Ordinal);

        var consent = TestWebhooks.OpenOne(ConsentSource.Entra, record);

        Assert.Equal([scope], consent.Scopes);
        Assert.Equal(risk, ScopeDictionary.Embedded.RiskOf(ProviderName.Entra, consent.Scopes, ConsentType.Principal));
    }
}
