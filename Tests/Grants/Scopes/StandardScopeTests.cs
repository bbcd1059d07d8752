using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class StandardScopeTests
{
    /// <summary>GitHub is no provider of OpenID Connect: its <c>profile</c> changes a profile.</summary>
    public static TheoryData<string> Providers { get; } = ["entra", "google", "okta", "slack", "auth0", "our-own-server"];

    [Theory, MemberData(nameof(Providers))]
    public void Risk_OfASignIn_IsLowAtEveryProvider(string provider)
    {
        var name = ProviderName.Parse(provider);

        Assert.Equal(Risk.Low, RiskOf(name, "openid", "profile", "email"));
        Assert.Equal(Risk.Low, RiskOf(name, "openid", "email", "phone", "address", "offline_access"));
        Assert.Equal(Risk.Low, RiskOf(name, "offline_access"));
    }

    [Theory, MemberData(nameof(Providers))]
    public void Risk_OfASignInWithAnUndescribedScope_IsHighAtEveryProvider(string provider) =>
        Assert.Equal(Risk.High, RiskOf(ProviderName.Parse(provider), "openid", "orders:approve"));

    [Theory]
    [InlineData("Openid")]
    [InlineData("open id")]
    [InlineData("openid.")]
    [InlineData("role:")]
    [InlineData("role: ")]
    public void Explain_OfANameThatIsNearlyOne_DoesNotKnowIt(string scope) =>
        Assert.False(ScopeDictionary.Embedded.Explain(ProviderName.Okta, scope, ConsentType.Principal).IsKnown);

    [Fact]
    public void Explain_OfAProvidersOwnLine_PrefersIt() =>
        Assert.Equal(
            "Sign you in with Slack.",
            ScopeDictionary.Embedded.Explain(ProviderName.Parse("slack"), "openid", ConsentType.Principal).Sentence
        );

    [Theory]
    [InlineData("role:Super administrator", "Super administrator")]
    [InlineData("role:Organization Administrator", "Organization Administrator")]
    [InlineData("role:Our own helpdesk role", "Our own helpdesk role")]
    public void Risk_OfAnAdministratorsRole_IsCritical(string scope, string role)
    {
        var meaning = ScopeDictionary.Embedded.Explain(ProviderName.Okta, scope, ConsentType.Application);

        Assert.Equal(
            new ScopeMeaning(scope, Risk.Critical, $"Act as an administrator with the role \"{role}\".", IsKnown: true),
            meaning
        );
    }

    [Fact]
    public void Risk_OfAScopeThatTheTeamDescribed_IsTheTeams()
    {
        using var lines = new MemoryStream(
            Encoding.UTF8.GetBytes("provider,scope,access,risk,sentence\nauth0,orders:read,delegated,medium,Read your orders.\n")
        );
        var dictionary = ScopeDictionary.Embedded.WithOverrides(lines);

        Assert.Equal(Risk.Medium, dictionary.RiskOf(ProviderName.Parse("auth0"), ["openid", "orders:read"], ConsentType.Principal));
    }

    private static Risk RiskOf(ProviderName provider, params string[] scopes) =>
        ScopeDictionary.Embedded.RiskOf(provider, scopes, ConsentType.Principal);
}
