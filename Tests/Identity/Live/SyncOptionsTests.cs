using OAuthAttest.Tests.Configuration;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>The section <c>Sync</c>: what must fit together, also with what revokes.</summary>
public sealed class SyncOptionsTests
{
    private const string Tenant = "6e9a1c1e-0f5e-4d59-9f0a-3f6c9a7b2d10";
    private const string Own = "needs its own credentials.";

    [Theory]
    [InlineData("Revocation:Entra:ClientId is that of Sync:Entra:ClientId too",
        "Revocation:Entra:TenantId", Tenant, "Revocation:Entra:ClientId", "an-app", "Revocation:Entra:ClientSecret", "one-secret-of-it",
        "Sync:Entra:TenantId", Tenant, "Sync:Entra:ClientId", "AN-APP", "Sync:Entra:ClientSecret", "another-secret-of-it")]
    [InlineData("Revocation:Okta:ApiToken is that of Sync:Okta:ApiToken too",
        "Revocation:Okta:BaseUrl", "https://example.okta.com/", "Revocation:Okta:ApiToken", "00a-token-of-okta",
        "Sync:Okta:BaseUrl", "https://example.okta.com/", "Sync:Okta:ApiToken", "00a-token-of-okta")]
    public void Start_OneCredentialThatReadsAndRevokes_IsRefusedByBothKeys(string line, params string[] settings)
    {
        var said = Assert.Single(Report(settings));
        Assert.StartsWith(line, said, StringComparison.Ordinal);
        Assert.EndsWith(Own, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_CredentialsOfTheirOwn_AreTaken() =>
        Assert.Empty(
            Report(
                "Revocation:Okta:BaseUrl", "https://example.okta.com/", "Revocation:Okta:ApiToken", "00a-token-of-okta",
                "Sync:Okta:BaseUrl", "https://example.okta.com/", "Sync:Okta:ApiToken", "00another-token-of-okta",
                "Sync:Entra:TenantId", Tenant
            )
        );

    [Theory]
    [InlineData("Sync:Postgres:Sql is missing: nothing is read without it.", "Sync:Postgres:Source", "team")]
    [InlineData("Sync:Okta:Source is 'entra', which Entra has too: each needs its own.", "Sync:Entra:TenantId", Tenant,
        "Sync:Okta:BaseUrl", "https://example.okta.com/", "Sync:Okta:ApiToken", "00a-token-of-okta", "Sync:Okta:Source", "entra")]
    public void Start_SettingsThatDoNotFit_AreOneLine(string line, params string[] settings) =>
        Assert.Equal(line, Assert.Single(Report(settings)));

    private static IReadOnlyList<string> Report(params string[] settings)
    {
        var all = AllSettings.Valid();
        foreach (var pair in settings.Chunk(2))
            all[pair[0]] = pair[1];
        return [.. AllSettings.Report(all)];
    }
}
