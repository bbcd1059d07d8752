using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>The sections <c>Polling</c> and <c>Revocation</c>, which use the same keys for a provider.</summary>
public sealed class PollingOptionsTests
{
    private const string Tenant = "6e9a1c1e-0f5e-4d59-9f0a-3f6c9a7b2d10";

    [Fact]
    public void Nothing_IsValid_AndNoProviderIsConfigured()
    {
        var polling = Polling([]);
        var revocation = Revocation([]);

        Assert.False(
            polling.Entra.Connection.IsConfigured || polling.Okta.Connection.IsConfigured || polling.Google.Connection.IsConfigured
        );
        Assert.False(
            revocation.Entra.Connection.IsConfigured || revocation.Okta.Connection.IsConfigured || revocation.Google.Connection.IsConfigured
        );
        Assert.Equal(
            (TimeSpan.FromHours(24), TimeSpan.FromHours(1), TimeSpan.FromHours(6)),
            (polling.Entra.Reach.Overlap, polling.Okta.Reach.Overlap, polling.Google.Reach.Overlap)
        );
    }

    [Theory]
    [InlineData("OktaPollSchedule", "0 0 * * * *", "00:30:00", false)]
    [InlineData("OktaPollSchedule", "0 0 * * * *", "01:30:00", true)]
    [InlineData("OktaPollSchedule", "0 */5 8-18 * * *", "02:00:00", false)]
    [InlineData("EntraPollSchedule", "0 0 0 1 * *", "00:30:00", true)]
    public void MaxAge_ShorterThanThePauseOfItsSchedule_IsAMistakeWhereTheProviderIsPolled(
        string setting, string schedule, string maxAge, bool isValid)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Polling:Okta:BaseUrl"] = "https://example.okta.com/",
            ["Polling:Okta:ApiToken"] = "token-of-a-test",
            ["Polling:Okta:MaxAge"] = maxAge,
            [setting] = schedule,
        };

        if (isValid)
            Polling(settings);
        else
            Assert.Contains("Polling:Okta:MaxAge", Assert.Throws<OptionsValidationException>(() => Polling(settings)).Message);
    }

    [Fact]
    public void Everything_IsRead()
    {
        var polling = Polling(new()
        {
            ["EntraPollSchedule"] = "0 */5 * * * *",
            ["Polling:Entra:TenantId"] = Tenant,
            ["Polling:Entra:ClientId"] = "client",
            ["Polling:Entra:ClientSecret"] = "secret-of-a-test",
            ["Polling:Entra:AuthorityUrl"] = "https://login.microsoftonline.us/",
            ["Polling:Entra:BaseUrl"] = "https://graph.microsoft.us/",
            ["Polling:Entra:Overlap"] = "12:00:00",
            ["Polling:Entra:LookBack"] = "7.00:00:00",
            ["Polling:Entra:RequestTimeout"] = "00:00:10",
            ["Polling:Okta:BaseUrl"] = "https://example.okta.com/",
            ["Polling:Okta:ApiToken"] = "token-of-a-test",
        });

        Assert.Equal("0 */5 * * * *", polling.EntraSchedule);
        Assert.Equal(
            (Tenant, "client", "secret-of-a-test", TimeSpan.FromSeconds(10)),
            (
                polling.Entra.Connection.TenantId,
                polling.Entra.Connection.ClientId,
                polling.Entra.Connection.ClientSecret,
                polling.Entra.Connection.RequestTimeout
            )
        );
        Assert.Equal(
            ("https://login.microsoftonline.us/", "https://graph.microsoft.us/"),
            (polling.Entra.Connection.AuthorityUrl.AbsoluteUri, polling.Entra.Connection.BaseUrl.AbsoluteUri)
        );
        Assert.Equal((TimeSpan.FromHours(12), TimeSpan.FromDays(7)), (polling.Entra.Reach.Overlap, polling.Entra.Reach.LookBack));
        Assert.True(polling.Okta.Connection.IsConfigured);
        Assert.DoesNotContain("secret", polling.Entra.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Entra:TenantId", "contoso.onmicrosoft.com", "Entra:TenantId")]
    [InlineData("Entra:ClientId", "client", "Entra:TenantId is missing")]
    [InlineData("Entra:ClientSecret", "a-top-secret", "Entra:ClientId is missing")]
    [InlineData("Entra:BaseUrl", "http://graph.microsoft.com/", "Entra:BaseUrl")]
    [InlineData("Entra:AuthorityUrl", "login", "Entra:AuthorityUrl")]
    [InlineData("Entra:RequestTimeout", "01:00:00", "Entra:RequestTimeout")]
    [InlineData("Okta:ApiToken", "a-top-secret", "Okta:BaseUrl is missing")]
    [InlineData("Okta:BaseUrl", "https://example.okta.com/", "Okta:ApiToken is missing")]
    [InlineData("Google:Subject", "admin@example.com", "Google:ServiceAccountKey is missing")]
    [InlineData("Google:ServiceAccountKey", "a-top-secret", "Google:ServiceAccountKey must be the JSON")]
    [InlineData(
        "Google:ServiceAccountKey",
        """{"client_email":"a@b.c","private_key":"a-top-secret","token_uri":"https://oauth2.googleapis.com/token"}""",
        "Google:ServiceAccountKey has a private_key"
    )]
    [InlineData(
        "Google:ServiceAccountKey",
        """{"client_email":"a@b.c","private_key":"a-top-secret","token_uri":"http://elsewhere/token"}""",
        "Google:ServiceAccountKey has a token_uri"
    )]
    [InlineData("Google:Subjekt", "admin@example.com", "Google:Subjekt is not a setting")]
    [InlineData("Azure:TenantId", Tenant, "Azure is not a setting")]
    public void Mistake_InEitherSection_IsNamedWithoutItsSecret(string key, string value, string expected)
    {
        var polling = Assert.Throws<OptionsValidationException>(() => Polling(new() { [$"Polling:{key}"] = value }));
        var revocation = Assert.Throws<OptionsValidationException>(() => Revocation(new() { [$"Revocation:{key}"] = value }));

        Assert.Contains(polling.Failures, failure => failure.Contains($"Polling:{expected}", StringComparison.Ordinal));
        Assert.Contains(revocation.Failures, failure => failure.Contains($"Revocation:{expected}", StringComparison.Ordinal));
        Assert.DoesNotContain("a-top-secret", polling.Message + revocation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OktaPollSchedule", "often")]
    [InlineData("Polling:Okta:Overlap", "00:00:00")]
    [InlineData("Polling:Google:Overlap", "8.00:00:00")]
    [InlineData("Polling:Entra:LookBack", "31.00:00:00")]
    public void Reach_OutOfBounds_IsNamed(string key, string value)
    {
        var mistakes = Assert.Throws<OptionsValidationException>(() => Polling(new() { [key] = value }));

        Assert.Contains(key, Assert.Single(mistakes.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void TokenLifetime_OutOfBounds_IsNamed()
    {
        var mistakes = Assert.Throws<OptionsValidationException>(() =>
            Revocation(new() { ["Revocation:Entra:TokenLifetime"] = "3.00:00:00" })
        );

        Assert.Contains("Revocation:Entra:TokenLifetime", Assert.Single(mistakes.Failures), StringComparison.Ordinal);
    }

    private static PollingOptions Polling(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<PollingOptions>>().Value;

    private static RevocationOptions Revocation(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<RevocationOptions>>().Value;

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddConsentPolling(configuration)
            .AddGrantRevocation(configuration)
            .BuildServiceProvider();
    }
}
