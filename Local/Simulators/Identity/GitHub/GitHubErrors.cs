using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>GitHub's error responses.</summary>
internal static class GitHubErrors
{
    public static SimulatedAnswer Of(int status, string message) => new(
        status,
        new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest" }.ToJsonString());
}
