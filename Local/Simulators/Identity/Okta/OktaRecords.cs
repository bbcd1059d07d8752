using System.Globalization;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>Events of the System Log as Okta writes them.</summary>
internal static class OktaRecords
{
    /// <remarks>https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/</remarks>
    public static JsonObject Consent(SimulatedOktaConsent consent) =>
        new()
        {
            ["uuid"] = consent.Uuid,
            ["published"] = consent.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["eventType"] = consent.EventType,
            ["version"] = "0",
            ["severity"] = "INFO",
            ["client"] = new JsonObject
            {
                ["ipAddress"] = "203.0.113.9",
                ["userAgent"] = new JsonObject { ["rawUserAgent"] = "Browser" },
            },
            ["actor"] = new JsonObject
            {
                ["id"] = consent.UserId,
                ["type"] = "User",
                ["alternateId"] = consent.Login,
                ["displayName"] = consent.Login,
            },
            ["outcome"] = new JsonObject { ["result"] = "SUCCESS", ["reason"] = null },
            ["target"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = consent.ClientId,
                    ["type"] = "PublicClientApp",
                    ["alternateId"] = consent.AppName,
                    ["displayName"] = consent.AppName,
                },
                new JsonObject
                {
                    ["id"] = $"oag-{consent.Uuid}",
                    ["type"] = "ConsentGrant",
                    ["displayName"] = consent.Scope,
                }
            ),
            ["debugContext"] = new JsonObject { ["debugData"] = new JsonObject() },
        };
}
