using OAuthAttest.Grants;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations;

/// <summary>The steps of somebody who takes single scopes by hand: they reduce, and remove nothing.</summary>
public sealed class NarrowingStepsTests
{
    private const string GraphId = "l5eW7x0ga0-WDOntXzHateb3IhhV2ZhKsV0wkMWxvYs7UfMXzUzXTqvCMcwfOTdI";

    private static readonly HandTask Entra = new(
        ProviderName.Entra,
        ConsentType.Principal,
        "b0000000-0000-4000-8000-000000000001",
        "a0000000-0000-4000-8000-000000000001",
        GraphId,
        "Microsoft Graph",
        "d0000000-0000-4000-8000-000000000001",
        "jane@example.com")
    {
        Without = ["Mail.Read", "Payroll (11111111-0000-4000-8000-000000000001)/Pay.Run"],
    };

    [Fact]
    public void Entra_APersonsConsent_IsReducedByACommandFromWhatIsThereNow()
    {
        var steps = HandSteps.Of(Entra);

        Assert.Contains("The grant stays, without Mail.Read, Pay.Run of Microsoft Graph", steps.Words, StringComparison.Ordinal);
        Assert.Equal(
            $"$g = Get-MgOauth2PermissionGrant -OAuth2PermissionGrantId '{GraphId}'\n"
                + "Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $g.Id -Scope (($g.Scope -split ' ' | Where-Object "
                + "{ $_ -and $_ -notin 'Mail.Read','Pay.Run' }) -join ' ')",
            steps.Command);
    }

    [Fact]
    public void Entra_EverybodysConsent_IsReducedInThePortalAtThesePermissionsOnly()
    {
        var steps = HandSteps.Of(Entra with { ConsentType = ConsentType.Tenant, PersonId = null, PersonEmail = null });

        Assert.Contains("only at Mail.Read, Pay.Run of Microsoft Graph", steps.Words, StringComparison.Ordinal);
        Assert.Contains("Everything else stays", steps.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entra", ConsentType.Principal, GraphId)]
    [InlineData("entra", ConsentType.Principal, "row-17")]
    [InlineData("entra", ConsentType.Tenant, "row-17")]
    [InlineData("entra", ConsentType.Application, "row-17")]
    [InlineData("google", ConsentType.Principal, "row-17")]
    [InlineData("okta", ConsentType.Principal, "row-17")]
    [InlineData("salesforce", ConsentType.Tenant, "row-17")]
    public void Of_AnyProvider_NeverTellsToRemoveTheGrant(string provider, ConsentType consent, string id)
    {
        var many = Entra with
        {
            Provider = ProviderName.Parse(provider),
            ConsentType = consent,
            GrantId = id,
            Without = [.. Enumerable.Range(1, 12).Select(i => $"Some.Long.Scope.Name.ReadWrite.All.Number{i}")],
        };

        var steps = HandSteps.Of(many);

        Assert.InRange(steps.Words.Length, 40, 500);
        Assert.DoesNotContain("Remove-", steps.Command ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("DELETE", steps.Command ?? "", StringComparison.Ordinal);
        Assert.Contains("and 8 more", steps.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Entra_AScopesName_CannotEndItsQuotes()
    {
        var steps = HandSteps.Of(Entra with { Without = ["x'; Remove-MgUser -UserId 'b"] });

        Assert.Contains("-notin 'x''; Remove-MgUser -UserId ''b'", steps.Command, StringComparison.Ordinal);
    }
}
