using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;

namespace OAuthAttest.Identity.GitHub;

/// <summary>How GitHub's API is called.</summary>
internal static class GitHubAccess
{
    /// <summary>The version whose answers are read, and a name, without which GitHub answers nothing.</summary>
    /// <remarks>https://docs.github.com/rest/about-the-rest-api/api-versions, …/using-the-rest-api/getting-started-with-the-rest-api</remarks>
    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-GitHub-Api-Version", "2022-11-28"),
        ("User-Agent", "OAuthAttest"),
    ];

    public static ProviderAccess Of(
        GitHubConnection connection,
        IProviderAuthorization authorization,
        IRequestPace? pace = null,
        RateWindow? window = null
    ) => new("GitHub", connection.BaseUrl, connection.RequestTimeout, authorization, pace, Headers, window);
}
