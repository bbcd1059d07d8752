using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Okta;

// The parts of Okta's resources that the inventory needs.
// https://developer.okta.com/docs/api/openapi/okta-management: User, Application, OAuth2ScopeConsentGrant

internal sealed record OktaUser(string? Id, string? Status, OktaProfile? Profile);

internal sealed record OktaProfile(
    string? Login,
    string? Email,
    string? DisplayName,
    string? FirstName,
    string? LastName,
    string? Manager,
    string? ManagerId,
    string? SecondEmail
);

internal sealed record OktaApp(string? Id, string? Label, OktaCredentials? Credentials, OktaSettings? Settings);

internal sealed record OktaCredentials(OktaOAuthClient? OauthClient);

internal sealed record OktaOAuthClient([property: JsonPropertyName("client_id")] string? ClientId);

internal sealed record OktaSettings(OktaClientSettings? OauthClient);

internal sealed record OktaClientSettings([property: JsonPropertyName("application_type")] string? ApplicationType);

internal sealed record OktaGrant(
    string? Id, string? Status, string? Issuer, string? ClientId, string? UserId, string? ScopeId,
    [property: JsonConverter(typeof(InstantConverter))] DateTimeOffset? Created,
    [property: JsonPropertyName("_embedded")] OktaEmbedded? Embedded,
    [property: JsonPropertyName("_links")] OktaGrantLinks? Links = null);

internal sealed record OktaGrantLinks(OktaLink? User);

internal sealed record OktaEmbedded(OktaScope? Scope);

internal sealed record OktaScope(string? Name);

// https://developer.okta.com/docs/api/openapi/okta-management: RoleAssignedUser, User and role assignment, distinguished by the
// properties they have.
internal sealed record OktaRosterItem(
    string? Id, string? AssignmentType, string? Label, string? Status, JsonElement? Type, OktaProfile? Profile, List<OktaRole>? Roles,
    [property: JsonPropertyName("_links")] OktaRosterLinks? Links);

internal sealed record OktaRole(string? Type, string? Label, string? Status);

internal sealed record OktaRosterLinks(OktaLink? Assignee);

internal sealed record OktaLink(string? Href);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OktaUser))]
[JsonSerializable(typeof(OktaApp))]
[JsonSerializable(typeof(OktaGrant))]
[JsonSerializable(typeof(OktaRosterItem))]
internal sealed partial class OktaJson : JsonSerializerContext;
