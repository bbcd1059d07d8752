using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>
/// A fine-grained personal access token asks to reach an organization: <c>created</c> by its owner, <c>approved</c> by an administrator.
/// These are two acts of two people, so each is a consent; both are to the same token. A request that is denied or cancelled lets nothing
/// in.
/// </summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#personal_access_token_request</remarks>
internal static class GitHubTokenRequest
{
    public const string Member = "personal_access_token_request";

    private const string Created = "created";
    private const string Approved = "approved";

    public static RecordReading Read(JsonElement root)
    {
        if (root.Text("action") is not (Created or Approved) || root.Field(Member) is not { ValueKind: JsonValueKind.Object } request)
            return RecordReading.NoConsent;
        var isApproved = root.Text("action") == Approved;
        if (request.Text("id") is not { } id)
            return RecordReading.Malformed($"{Member}.id", "is missing");
        if (request.Instant("created_at") is not { } time)
            return RecordReading.Malformed($"{Member}.created_at", "must be a time in ISO 8601");
        var owner = request.Field("owner");
        return RecordReading.Of(
            new ConsentEvent
            {
                Source = ConsentSource.GitHub,
                EventKey = $"token-request-{id}-{(isApproved ? Approved : Created)}",
                OtherContent = OtherContent.IsSeparate,
                Provider = ProviderName.GitHub,
                // The time of an approval is not told: the request's is the earliest that it can be.
                OccurredAt = time,
                Who = GitHubAccount.Person(root.Field("sender") ?? owner),
                Principals = owner.Text("id") is { } ownerId ? [ownerId] : [],
                App = new ConsentedApp(
                    GitHubTokens.ClientId(request.Text("token_id") ?? $"request-{id}"),
                    GitHubTokens.Name(request.Text("token_name"), owner.Text("login"))
                ),
                Scopes = UntrustedText.Scopes(GitHubPermissions.OfToken(request.Field("permissions_result"))),
                EarlierScopes = Earlier(request),
                ConsentType = ConsentType.Principal,
                IsAdminConsent = isApproved,
                Tenant = root.Field("organization").Text("login"),
            }
        );
    }

    // What was neither added nor raised by this request the token had before.
    private static IReadOnlyList<string> Earlier(JsonElement request)
    {
        var changed = GitHubPermissions.OfToken(request.Field("permissions_added"))
            .Concat(GitHubPermissions.OfToken(request.Field("permissions_upgraded")))
            .ToHashSet(StringComparer.Ordinal);
        return changed.Count == 0
            ? []
            : UntrustedText.Scopes(GitHubPermissions.OfToken(request.Field("permissions_result")).Where(scope => !changed.Contains(scope)));
    }
}
