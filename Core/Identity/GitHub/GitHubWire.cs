using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.GitHub;

// The parts of GitHub's resources that the inventory needs.
// https://docs.github.com/rest/orgs/orgs#list-app-installations-for-an-organization, …/orgs/members, …/orgs/personal-access-tokens,
// https://docs.github.com/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization

internal sealed record GitHubMember(long? Id, string? Login, string? Type);

internal sealed record GitHubInstalled(
    long? Id, [property: JsonPropertyName("app_id")] long? AppId, [property: JsonPropertyName("app_slug")] string? AppSlug,
    JsonElement? Permissions,
    [property: JsonPropertyName("created_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? CreatedAt,
    [property: JsonPropertyName("suspended_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? SuspendedAt);

internal sealed record GitHubTokenGrant(
    long? Id, GitHubMember? Owner, JsonElement? Permissions,
    [property: JsonPropertyName("token_id")] long? TokenId, [property: JsonPropertyName("token_name")] string? TokenName,
    [property: JsonPropertyName("access_granted_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? GrantedAt,
    [property: JsonPropertyName("token_expired")] bool? Expired,
    [property: JsonPropertyName("token_last_used_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? LastUsedAt);

internal sealed record GitHubCredential(
    string? Login, [property: JsonPropertyName("credential_id")] long? Id,
    [property: JsonPropertyName("credential_type")] string? Type, List<string?>? Scopes,
    [property: JsonPropertyName("authorized_credential_note")] string? Note,
    [property: JsonPropertyName("token_last_eight")] string? LastEight,
    [property: JsonPropertyName("credential_authorized_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? AuthorizedAt,
    [property: JsonPropertyName("credential_accessed_at"), JsonConverter(typeof(InstantConverter))] DateTimeOffset? AccessedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GitHubMember))]
[JsonSerializable(typeof(GitHubInstalled))]
[JsonSerializable(typeof(GitHubTokenGrant))]
[JsonSerializable(typeof(GitHubCredential))]
internal sealed partial class GitHubJson : JsonSerializerContext;
