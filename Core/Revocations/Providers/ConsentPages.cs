using System.Text.RegularExpressions;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.GitHub;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// The page on which a person gives an app access again: the configured one, or the provider's own. Never an address that the app itself
/// tells: whoever publishes an app would choose where people are sent.
/// </summary>
internal static partial class ConsentPages
{
    /// <summary>It has to fit into a line of a message.</summary>
    private const int LongestPage = 550;

    private static readonly Uri GitHubTokenPage = new("https://github.com/settings/personal-access-tokens");

    /// <param name="scopes">What the grant had; only GitHub's page asks for them by name.</param>
    /// <returns>Null: none is known, and the person opens the app as always.</returns>
    public static Uri? Find(
        RevocationOptions options, ProviderName provider, RevocationTarget target, IReadOnlyCollection<string> scopes)
    {
        var page = Configured(options, provider, target) ?? OfProvider(options, provider, target, scopes);
        return page is { AbsoluteUri.Length: <= LongestPage } ? page : null;
    }

    private static Uri? Configured(RevocationOptions options, ProviderName provider, RevocationTarget target)
    {
        var pages = options.SignInPages.Where(each => each.Provider == provider.ToString()).ToList();
        if ((pages.Find(each => each.ClientId == target.ClientId) ?? pages.Find(each => each.ClientId is null)) is not { } page)
            return null;
        try
        {
            return TargetTemplate.Address(page.Url, target);
        }
        catch (ProviderRejectedException)
        {
            // The template asks for what is not known of this grant.
            return null;
        }
    }

    private static Uri? OfProvider(
        RevocationOptions options, ProviderName provider, RevocationTarget target, IReadOnlyCollection<string> scopes)
    {
        var app = Uri.EscapeDataString(target.ClientId);
        // The app's "User access URL": https://learn.microsoft.com/entra/identity/enterprise-apps/myapps-overview.
        if (provider == ProviderName.Entra)
        {
            return options.Entra.Connection.TenantId is { } tenant
                ? new Uri($"https://launcher.myapps.microsoft.com/api/signin/{app}?tenantId={Uri.EscapeDataString(tenant)}")
                : null;
        }
        // https://help.okta.com/oie/en-us/content/topics/identity-engine/procedures/set-up-default-app-redirect.htm
        if (provider == ProviderName.Okta)
            return options.Okta.Connection.BaseUrl is { } org ? new Uri(org, "/app/UserHome") : null;
        if (provider != ProviderName.GitHub)
            return null;
        if (target.ClientId.StartsWith(GitHubTokens.Prefix, StringComparison.Ordinal))
            return GitHubTokenPage;
        // redirect_uri may be left out: https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
        return GitHubClient().IsMatch(target.ClientId)
            ? new Uri($"https://github.com/login/oauth/authorize?client_id={app}&scope={Uri.EscapeDataString(string.Join(' ', scopes))}")
            : null;
    }

    [GeneratedRegex("^(?:[0-9a-f]{20}|(?:Iv1\\.|Iv23|Ov23)[0-9A-Za-z]{16})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GitHubClient();
}
