using System.Globalization;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>Activities of the token and admin reports as Google writes them.</summary>
internal static class GoogleRecords
{
    /// <summary>By report: the event that the app asks for.</summary>
    public static readonly IReadOnlyDictionary<string, string> EventNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["token"] = "authorize",
        ["admin"] = "AUTHORIZE_API_CLIENT_ACCESS",
    };

    /// <summary>By report: the events that may be asked for.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Listed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["token"] = ["authorize", Used],
        ["admin"] = ["AUTHORIZE_API_CLIENT_ACCESS"],
    };

    private const string Used = "activity";

    /// <summary>The report that an activity is of.</summary>
    public static string Application(JsonObject activity) => activity["id"]!["applicationName"]!.GetValue<string>();

    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token</remarks>
    public static JsonObject Consent(SimulatedGoogleConsent consent, string customerId) =>
        Activity(
            "token",
            consent.Qualifier,
            consent.At,
            customerId,
            consent.Email,
            consent.ProfileId,
            "auth",
            new JsonObject { ["name"] = "client_id", ["value"] = consent.ClientId },
            new JsonObject { ["name"] = "app_name", ["value"] = consent.AppName },
            new JsonObject
            {
                ["name"] = "scope",
                ["multiValue"] = new JsonArray([.. consent.Scopes.Select(scope => (JsonNode)scope)]),
            }
        );

    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token</remarks>
    public static JsonObject Use(SimulatedGoogleUse use, string customerId)
    {
        var record = Activity(
            "token",
            use.Qualifier,
            use.At,
            customerId,
            use.Email,
            use.ProfileId,
            "auth",
            new JsonObject { ["name"] = "client_id", ["value"] = use.ClientId },
            new JsonObject { ["name"] = "api_name", ["value"] = "drive" },
            new JsonObject { ["name"] = "method_name", ["value"] = "drive.files.list" }
        );
        record["events"]![0]!["name"] = Used;
        return record;
    }

    /// <summary>What happened.</summary>
    public static string EventName(JsonObject activity) => activity["events"]![0]!["name"]!.GetValue<string>();

    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-domain-settings</remarks>
    public static JsonObject Delegation(SimulatedGoogleDelegation delegation, string customerId) =>
        Activity(
            "admin",
            delegation.Qualifier,
            delegation.At,
            customerId,
            delegation.Email,
            delegation.ProfileId,
            "DOMAIN_SETTINGS",
            new JsonObject { ["name"] = "API_CLIENT_NAME", ["value"] = delegation.ClientId },
            new JsonObject { ["name"] = "API_SCOPES", ["value"] = string.Join(", ", delegation.Scopes) },
            new JsonObject { ["name"] = "DOMAIN_NAME", ["value"] = "example.com" }
        );

    private static JsonObject Activity(
        string application,
        string qualifier,
        DateTimeOffset at,
        string customerId,
        string email,
        string profileId,
        string type,
        params JsonNode[] parameters
    ) =>
        new()
        {
            ["kind"] = "admin#reports#activity",
            ["id"] = new JsonObject
            {
                ["time"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["uniqueQualifier"] = qualifier,
                ["applicationName"] = application,
                ["customerId"] = customerId,
            },
            ["actor"] = new JsonObject { ["email"] = email, ["profileId"] = profileId },
            ["ipAddress"] = "203.0.113.9",
            ["events"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = type,
                    ["name"] = EventNames[application],
                    ["parameters"] = new JsonArray(parameters),
                }
            ),
        };
}
