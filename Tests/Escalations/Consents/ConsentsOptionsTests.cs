using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents;

public sealed class ConsentsOptionsTests
{
    [Fact]
    public void Read_NothingSet_LeavesEveryDoorClosed()
    {
        var options = Read([]);

        Assert.All(ConsentSources.Delivering, source => Assert.False(options.Of(source).IsConfigured));
    }

    [Fact]
    public void Read_SecretsOfEachSource_OpensItsDoor()
    {
        var options = Read(new()
        {
            ["Consents:Standard:Secrets:0"] = TestWebhooks.StandardSecret,
            ["Consents:Standard:Secrets:1"] = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            ["Consents:Okta:Secrets:0"] = TestWebhooks.Token,
            ["Consents:Entra:Secrets"] = TestWebhooks.Token,
            ["Consents:Google:Secrets:0"] = TestWebhooks.Token,
            ["Consents:Auth0:Secrets:0"] = TestWebhooks.Token,
            ["Consents:GitHub:Secrets:0"] = TestWebhooks.GitHubSecret,
        });

        Assert.All(ConsentSources.Delivering, source => Assert.True(options.Of(source).IsConfigured));
        Assert.Equal(2, options.Standard.Secrets.Count);
    }

    [Theory]
    [InlineData("Consents:Standard:Secrets:0", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Consents:Standard:Secrets:0")]
    [InlineData("Consents:Standard:Secrets:0", "whsec_c2hvcnQ=", "Consents:Standard:Secrets:0")]
    [InlineData("Consents:Okta:Secrets:0", "brief", "Consents:Okta:Secrets:0")]
    [InlineData("Consents:Entra:Secrets:0", "with a space in it, which no header has", "Consents:Entra:Secrets:0")]
    [InlineData("Consents:Google:Secrets:0", "umlaut-ä-in-a-header-value", "Consents:Google:Secrets:0")]
    [InlineData("Consents:GitHub:Secrets:0", "too short", "Consents:GitHub:Secrets:0")]
    [InlineData("Consents:GitHub:Secrets:0", " ", "Consents:GitHub:Secrets:0")]
    [InlineData("Consents:Gitlab:Secrets:0", TestWebhooks.Token, "Consents:Gitlab")]
    [InlineData("Consents:Okta:Token", TestWebhooks.Token, "Consents:Okta:Token")]
    public void Validate_WrongKeyOrSecret_IsNamedAndNeverShown(string key, string value, string named)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(new() { [key] = value }));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        if (!string.IsNullOrWhiteSpace(value))
            Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SameSecretTwice_IsTold() => Assert.Throws<OptionsValidationException>(() =>
        Read(new() { ["Consents:Okta:Secrets:0"] = TestWebhooks.Token, ["Consents:Okta:Secrets:1"] = TestWebhooks.Token }));

    [Fact]
    public void Validate_EscalationOnAndEveryDoorClosed_IsTold()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(new() { ["Escalation:Enabled"] = "true" }));

        Assert.Contains("Consents:<source>:Secrets:0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EscalationOnAndAProviderIsPolled_NeedsNoDoor() => Read(new()
    {
        ["Escalation:Enabled"] = "true",
        ["Polling:Okta:BaseUrl"] = "https://example.okta.com/",
        ["Polling:Okta:ApiToken"] = TestWebhooks.Token,
    });

    [Fact]
    public void ToString_OfSecrets_ShowsNone() =>
        Assert.DoesNotContain(TestWebhooks.Token, new ConsentSourceSecrets([TestWebhooks.Token]).ToString(), StringComparison.Ordinal);

    // Includes polling, because the rule that consents must come in covers webhooks and polls together.
    private static ConsentsOptions Read(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddConsentIntake(configuration).AddConsentPolling(configuration).BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<PollingOptions>>().Value;
        return services.GetRequiredService<IOptions<ConsentsOptions>>().Value;
    }
}
