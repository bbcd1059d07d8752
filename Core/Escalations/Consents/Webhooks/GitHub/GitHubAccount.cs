using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>An account as GitHub's webhooks describe it.</summary>
internal static class GitHubAccount
{
    public static ConsentingPerson Person(JsonElement? account) => new(
        account.Text("id"),
        EmailAddress.Of(account.Text("email")),
        account.Text("login"),
        IsApp: account.Text("type") == "Bot");
}
