using System.Globalization;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <param name="CorrelationId">The same for all records of the consent.</param>
/// <param name="UserId">Object id of the person who consented.</param>
public sealed record SimulatedEntraConsent(
    string CorrelationId,
    DateTimeOffset At,
    string UserId,
    string UserPrincipalName,
    string AppId,
    string AppName,
    string Scopes,
    bool ForEverybody = false
);

/// <summary>Directory-audit records as Entra writes them.</summary>
internal static class GraphRecords
{
    /// <remarks>https://learn.microsoft.com/graph/api/resources/directoryaudit</remarks>
    public static JsonObject Consent(SimulatedEntraConsent consent) =>
        new()
        {
            ["id"] = $"Directory_{consent.CorrelationId}",
            ["category"] = "ApplicationManagement",
            ["correlationId"] = consent.CorrelationId,
            ["result"] = "success",
            ["resultReason"] = "",
            ["activityDisplayName"] = "Consent to application",
            ["activityDateTime"] = consent.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            ["loggedByService"] = "Core Directory",
            ["operationType"] = "Assign",
            ["initiatedBy"] = new JsonObject
            {
                ["app"] = null,
                ["user"] = new JsonObject
                {
                    ["id"] = consent.UserId,
                    ["displayName"] = null,
                    ["userPrincipalName"] = consent.UserPrincipalName,
                    ["ipAddress"] = "203.0.113.9",
                },
            },
            ["targetResources"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "b0b0b0b0-0000-4000-8000-000000000001",
                    ["displayName"] = consent.AppName,
                    ["type"] = "ServicePrincipal",
                    ["modifiedProperties"] = new JsonArray(
                        Property("ConsentContext.IsAdminConsent", Quoted(consent.ForEverybody ? "True" : "False")),
                        Property("ConsentContext.OnBehalfOfAll", Quoted(consent.ForEverybody ? "True" : "False")),
                        Property("ConsentAction.Permissions", Quoted(Permissions(consent)))
                    ),
                }
            ),
            ["additionalDetails"] = new JsonArray(new JsonObject { ["key"] = "AppId", ["value"] = consent.AppId }),
        };

    private static string Permissions(SimulatedEntraConsent consent) =>
        $"[] => [[Id: g-{consent.CorrelationId}, ClientId: 00000000-0000-0000-0000-000000000000, PrincipalId: {consent.UserId}, "
            + "ResourceId: a0a0a0a0-0000-4000-8000-000000000003, "
        + $"ConsentType: {(consent.ForEverybody ? "AllPrincipals" : "Principal")}, Scope: {consent.Scopes}, CreatedDateTime: , "
            + "LastModifiedDateTime ]]; ";

    private static JsonObject Property(string name, string value) =>
        new()
        {
            ["displayName"] = name,
            ["oldValue"] = "[]",
            ["newValue"] = value,
        };

    // JSON inside a JSON string, as Entra writes it.
    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
