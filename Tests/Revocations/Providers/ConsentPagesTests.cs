using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

public sealed class ConsentPagesTests
{
    private const string Authorize = "https://github.com/login/oauth/authorize?client_id=";
    private const string Tenant = "7f2d0c1e-0000-4000-8000-000000000001";

    [Theory]
    [InlineData("entra", "a/b", "https://launcher.myapps.microsoft.com/api/signin/a%2Fb?tenantId=" + Tenant)]
    [InlineData("okta", "0oa1", "https://maps.okta.example/app/UserHome")]
    [InlineData("github", "personal-access-token-17", "https://github.com/settings/personal-access-tokens")]
    [InlineData("github", "Iv1.8a61f9b3a7aba766", Authorize + "Iv1.8a61f9b3a7aba766&scope=repo%20read%3Aorg")]
    [InlineData("github", "178c6fc778ccc68e1d6a", Authorize + "178c6fc778ccc68e1d6a&scope=repo%20read%3Aorg")]
    // An installed app, and what its owner authorized for single sign-on, have no such page.
    [InlineData("github", "4711", null)]
    [InlineData("github", "sso-credential-9", null)]
    [InlineData("google", "1234.apps.googleusercontent.com", null)]
    [InlineData("own", "app", null)]
    public void Page_IsTheProvidersOwn_OrNone(string provider, string client, string? page) =>
        Assert.Equal(page, Find(Options(), provider, client)?.AbsoluteUri);

    [Theory]
    [InlineData("google", "one", "https://one.example/?as=ana%40x.example")]
    [InlineData("google", "two", "https://portal.example/two")]
    // What the app's own page asks for is not known.
    [InlineData("okta", "0oa1", "https://maps.okta.example/app/UserHome")]
    public void ConfiguredPage_OfTheApp_GoesBeforeThatOfAllApps(string provider, string client, string page)
    {
        var options = Options();
        options.SignInPages =
        [
            new SignInPage { Provider = "google", Url = "https://portal.example/{clientId}" },
            new SignInPage { Provider = "google", ClientId = "one", Url = "https://one.example/?as={email}" },
            new SignInPage { Provider = "okta", Url = "https://portal.example/{tenant}" },
        ];

        Assert.Equal(page, Find(options, provider, client)?.AbsoluteUri);
    }

    [Fact]
    public void Page_ThatFitsIntoNoLine_IsNone()
    {
        var options = Options();
        options.SignInPages = [new SignInPage { Provider = "google", Url = $"https://x.example/{new string('a', 600)}" }];

        Assert.Null(Find(options, "google", "one"));
    }

    private static Uri? Find(RevocationOptions options, string provider, string client) => ConsentPages.Find(
        options, ProviderName.Parse(provider), new RevocationTarget(null, client, ConsentType.Principal, "17", "ana@x.example"),
        ["repo", "read:org"]);

    private static RevocationOptions Options()
    {
        var options = new RevocationOptions();
        options.Entra = options.Entra with { Connection = new EntraConnection { TenantId = Tenant } };
        options.Okta = options.Okta with { Connection = new OktaConnection { BaseUrl = new Uri("https://maps.okta.example/") } };
        return options;
    }
}
