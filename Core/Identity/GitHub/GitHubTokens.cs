namespace OAuthAttest.Identity.GitHub;

/// <summary>
/// Tokens are no apps, but each is an access of its own: it has a place among the apps, the same from whichever record it is known.
/// </summary>
internal static class GitHubTokens
{
    /// <summary>Before the id of a fine-grained personal access token.</summary>
    public const string Prefix = "personal-access-token-";

    /// <summary>Before the id of a credential that its owner authorized for the organization's single sign-on.</summary>
    public const string CredentialPrefix = "sso-credential-";

    /// <param name="token">GitHub's <c>token_id</c>.</param>
    public static string ClientId(string token) => $"{Prefix}{token}";

    /// <summary>A token as people are told of it.</summary>
    public static string Name(string? token, string? owner) =>
        $"{token ?? "unnamed"} (personal access token of {owner ?? "somebody unknown"})";
}
