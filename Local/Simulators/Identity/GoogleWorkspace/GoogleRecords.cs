using System.Globalization;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>Activities of the token report as Google writes them.</summary>
internal static class GoogleRecords
{
    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token</remarks>
    public static JsonObject Consent(SimulatedGoogleConsent consent, string customerId) =>
        new()
        {
            ["kind"] = "admin#reports#activity",
            ["id"] = new JsonObject
            {
                ["time"] = consent.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["uniqueQualifier"] = consent.Qualifier,
                ["applicationName"] = "token",
                ["customerId"] = customerId,
            },
            ["actor"] = new JsonObject { ["email"] = consent.Email, ["profileId"] = consent.ProfileId },
            ["ipAddress"] = "203.0.113.9",
            ["events"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "auth",
                    ["name"] = "authorize",
                    ["parameters"] = new JsonArray(
                        new JsonObject { ["name"] = "client_id", ["value"] = consent.ClientId },
                        new JsonObject { ["name"] = "app_name", ["value"] = consent.AppName },
                        new JsonObject
                        {
                            ["name"] = "scope",
                            ["multiValue"] = new JsonArray([.. consent.Scopes.Select(scope => (JsonNode)scope)]),
                        }
                    ),
                }
            ),
        };
}
