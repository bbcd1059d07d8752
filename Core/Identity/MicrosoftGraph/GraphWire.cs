using System.Text.Json.Serialization;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.MicrosoftGraph;

// The parts of Microsoft Graph v1.0's resources that the inventory needs.
// https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant, …/serviceprincipal, …/user, …/approleassignment

internal sealed record GraphPermissionGrant(
    string? Id,
    string? ClientId,
    string? ConsentType,
    string? PrincipalId,
    string? ResourceId,
    string? Scope
);

internal sealed record GraphServicePrincipal(
    string? Id,
    string? AppId,
    string? DisplayName,
    string? PublisherName,
    GraphVerifiedPublisher? VerifiedPublisher,
    List<GraphAppRole>? AppRoles,
    List<GraphPerson>? Owners
);

internal sealed record GraphVerifiedPublisher(string? DisplayName, string? VerifiedPublisherId);

internal sealed record GraphAppRole(string? Id, string? Value);

/// <param name="AdditionalProperties">Microsoft's PowerShell modules put everything but the id one level deeper.</param>
internal sealed record GraphPerson(string? Mail, string? UserPrincipalName, GraphPerson? AdditionalProperties = null)
{
    public string? AnyMail => Mail ?? AdditionalProperties?.Mail;

    public string? AnyPrincipalName => UserPrincipalName ?? AdditionalProperties?.UserPrincipalName;
}

internal sealed record GraphGroup(string? DisplayName, GraphGroup? AdditionalProperties = null)
{
    public string? AnyName => DisplayName ?? AdditionalProperties?.DisplayName;
}

internal sealed record GraphUser(
    string? Id,
    string? UserPrincipalName,
    string? Mail,
    string? DisplayName,
    bool? AccountEnabled,
    GraphPerson? Manager,
    List<GraphGroup>? MemberOf,
    List<string>? OtherMails,
    List<string>? ProxyAddresses
);

internal sealed record GraphAppRoleAssignment(
    string? Id,
    string? AppRoleId,
    string? PrincipalId,
    string? PrincipalType,
    string? ResourceId,
    [property: JsonConverter(typeof(InstantConverter))] DateTimeOffset? CreatedDateTime
);

// https://learn.microsoft.com/graph/api/resources/signin. A sign-in of an app by itself has no user, and names its service principal
// (beta).
internal sealed record GraphSignIn(
    string? AppId,
    string? UserId,
    string? ServicePrincipalId,
    [property: JsonConverter(typeof(InstantConverter))] DateTimeOffset? CreatedDateTime,
    GraphSignInStatus? Status
);

/// <param name="ErrorCode">0: the sign-in succeeded.</param>
internal sealed record GraphSignInStatus(int? ErrorCode);

// …/directoryrole, …/unifiedroleassignment, …/unifiedroledefinition and …/group, distinguished by the properties they have.
internal sealed record GraphRosterItem(
    string? Id,
    string? DisplayName,
    string? RoleTemplateId,
    string? TemplateId,
    string? PrincipalId,
    string? RoleDefinitionId,
    GraphPrincipal? Principal,
    GraphRoleName? RoleDefinition,
    List<GraphPrincipal>? Members,
    string? MemberType,
    string? AssignmentType,
    string? RoleEligibilityScheduleId
);

internal sealed record GraphPrincipal(
    [property: JsonPropertyName("@odata.type")] string? Type,
    string? Id,
    string? DisplayName,
    string? Mail,
    string? UserPrincipalName,
    List<GraphPrincipal>? Members,
    string? AppId,
    List<string>? OtherMails,
    List<string>? ProxyAddresses,
    GraphPrincipal? AdditionalProperties
)
{
    /// <summary>
    /// The principal as Graph answers it: Microsoft's PowerShell modules put everything but the id one level deeper.
    /// </summary>
    public GraphPrincipal Flat() =>
        AdditionalProperties is { } inner
            ? this with
            {
                Type = Type ?? inner.Type,
                Id = Id ?? inner.Id,
                DisplayName = DisplayName ?? inner.DisplayName,
                Mail = Mail ?? inner.Mail,
                UserPrincipalName = UserPrincipalName ?? inner.UserPrincipalName,
                Members = Members ?? inner.Members,
                AppId = AppId ?? inner.AppId,
                OtherMails = OtherMails ?? inner.OtherMails,
                ProxyAddresses = ProxyAddresses ?? inner.ProxyAddresses,
                AdditionalProperties = null,
            }
            : this;
}

internal sealed record GraphRoleName(string? DisplayName);

// In any case: Microsoft's PowerShell modules write the names of properties in capitals.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GraphPermissionGrant))]
[JsonSerializable(typeof(GraphServicePrincipal))]
[JsonSerializable(typeof(GraphUser))]
[JsonSerializable(typeof(GraphAppRoleAssignment))]
[JsonSerializable(typeof(GraphSignIn))]
internal sealed partial class GraphJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GraphRosterItem))]
[JsonSerializable(typeof(GraphPrincipal))]
internal sealed partial class GraphRosterJson : JsonSerializerContext;
