using System.Text.Json.Serialization;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Google;

// The parts of the Admin SDK's resources that the inventory needs.
// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users, …/tokens,
// https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities

internal sealed record GoogleUser(
    string? Id,
    string? PrimaryEmail,
    GoogleUserName? Name,
    bool? Suspended,
    bool? Archived,
    List<GoogleRelation>? Relations,
    List<string>? Aliases,
    List<GoogleEmail>? Emails
);

internal sealed record GoogleEmail(string? Address);

internal sealed record GoogleUserName(string? FullName);

internal sealed record GoogleRelation(string? Value, string? Type);

internal sealed record GoogleToken(string? ClientId, string? DisplayText, string? UserKey, List<string?>? Scopes);

internal sealed record GoogleActivity(GoogleActivityId? Id, GoogleActor? Actor, List<GoogleEvent>? Events);

internal sealed record GoogleActivityId([property: JsonConverter(typeof(InstantConverter))] DateTimeOffset? Time);

internal sealed record GoogleActor(string? ProfileId, string? Email);

internal sealed record GoogleEvent(string? Name, List<GoogleParameter>? Parameters);

internal sealed record GoogleParameter(string? Name, string? Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GoogleUser))]
[JsonSerializable(typeof(GoogleToken))]
[JsonSerializable(typeof(GoogleActivity))]
internal sealed partial class GoogleJson : JsonSerializerContext;
