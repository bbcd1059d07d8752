using OAuthAttest.Grants;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations;

public sealed class HandStepsTests
{
    private const string Client = "b0000000-0000-4000-8000-000000000001";
    private const string Principal = "a0000000-0000-4000-8000-000000000001";
    private const string Person = "d0000000-0000-4000-8000-000000000001";
    private const string GraphId = "l5eW7x0ga0-WDOntXzHateb3IhhV2ZhKsV0wkMWxvYs7UfMXzUzXTqvCMcwfOTdI";

    private static readonly HandTask Entra = new(
        ProviderName.Entra, ConsentType.Principal, Client, Principal, GraphId, "Microsoft Graph", Person, "jane@example.com");

    public static TheoryData<string, ConsentType> Everything
    {
        get
        {
            var all = new TheoryData<string, ConsentType>();
            foreach (var provider in new[] { "entra", "google", "okta", "github", "slack", "salesforce" })
            {
                foreach (var type in Enum.GetValues<ConsentType>())
                    all.Add(provider, type);
            }
            return all;
        }
    }

    [Fact]
    public void Entra_APersonsConsent_IsRevokedByACommandWithTheGrantsIdAndNotInThePortal()
    {
        var steps = HandSteps.Of(Entra);

        Assert.Contains("cannot revoke it", steps.Words, StringComparison.Ordinal);
        Assert.Equal($"Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId '{GraphId}'", steps.Command);
        Assert.EndsWith($"/objectId/{Principal}/appId/{Client}", steps.Page!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Entra_AGrantWithoutGraphsId_IsLookedUpByItsPersonAndNothingElseIsRemoved()
    {
        var steps = HandSteps.Of(Entra with { GrantId = "row-17", ObjectId = null, PersonId = null });

        Assert.Equal(
            $"Get-MgUserOauth2PermissionGrant -UserId 'jane@example.com' -All | Where-Object ClientId -eq "
                + $"(Get-MgServicePrincipal -Filter \"appId eq '{Client}'\").Id",
            steps.Command);
        Assert.DoesNotContain("Remove-", steps.Command, StringComparison.Ordinal);
        Assert.EndsWith("AppAppsPreview", steps.Page!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Entra_AnId_CannotEndItsQuotes()
    {
        var steps = HandSteps.Of(Entra with { GrantId = "x", PersonId = "a'; Remove-MgUser -UserId 'b" });

        Assert.Contains("-UserId 'a''; Remove-MgUser -UserId ''b'", steps.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void Entra_AnApplicationsRole_IsRevokedInThePortalAtItsApi()
    {
        var steps = HandSteps.Of(Entra with { ConsentType = ConsentType.Application, PersonId = null, PersonEmail = null });

        Assert.Contains("application permission of Microsoft Graph", steps.Words, StringComparison.Ordinal);
        Assert.Null(steps.Command);
    }

    [Fact]
    public void Okta_APersonsConsent_IsTakenWithItsTokens()
    {
        var steps = HandSteps.Of(Entra with { Provider = ProviderName.Okta, ClientId = "0oa1", PersonId = "00u/1", Resource = null });

        Assert.Equal("DELETE /api/v1/users/00u%2F1/clients/0oa1/grants\nDELETE /api/v1/users/00u%2F1/clients/0oa1/tokens", steps.Command);
    }

    [Fact]
    public void Okta_ConsentAtOneAuthorizationServer_LeavesTheOthers()
    {
        var steps = HandSteps.Of(Entra with
        {
            Provider = ProviderName.Okta,
            ClientId = "0oa1",
            PersonId = "00u1",
            Resource = "https://acme.okta.com/oauth2/aus1",
        });

        Assert.Contains("the issuer https://acme.okta.com/oauth2/aus1", steps.Words, StringComparison.Ordinal);
        Assert.Contains("DELETE /api/v1/users/00u1/grants/<id>", steps.Command, StringComparison.Ordinal);
        Assert.DoesNotContain("clients/0oa1/grants\n", steps.Command, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Of_AnyProviderAndKind_SaysWhereToGo(string provider, ConsentType type)
    {
        var person = type == ConsentType.Principal ? Person : null;

        var steps = HandSteps.Of(Entra with { Provider = ProviderName.Parse(provider), ConsentType = type, PersonId = person });

        Assert.InRange(steps.Words.Length, 40, 420);
        Assert.EndsWith(".", steps.Words, StringComparison.Ordinal);
        Assert.True(steps.Page is null or { Scheme: "https" });
    }
}
