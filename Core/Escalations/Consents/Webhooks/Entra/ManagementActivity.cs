using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// A record of Microsoft 365's unified audit log, as the Management Activity API and <c>Search-UnifiedAuditLog</c> give it: the same acts
/// as Entra's audit log, under other names of fields. It is turned into the form of that log, and read as such.
/// </summary>
/// <remarks>https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema</remarks>
internal static class ManagementActivity
{
    // What an entry of Target is: https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
    private const string DisplayName = "1";
    private const string PrincipalNames = "4";
    private const string ServicePrincipalPrefix = "ServicePrincipal_";
    private const string UserPrefix = "User_";

    public static bool IsOne(JsonElement value) =>
        value.Text("Operation") is not null
        && (value.Text("Workload") is not null || value.Text("RecordType") is not null || value.Text("CreationTime") is not null);

    public static JsonElement AsAuditRecord(JsonElement value)
    {
        var target = List(value, "Target");
        var actor = List(value, "Actor");
        var objectId = Prefixed(target, ServicePrincipalPrefix);
        var details = Details(value);
        var record = new JsonObject
        {
            ["id"] = value.Text("Id"),
            ["correlationId"] = value.Text("InterSystemsId") ?? value.Text("Id"),
            ["activityDisplayName"] = value.Text("Operation"),
            ["activityDateTime"] = value.Text("CreationTime") ?? value.Text("TimeGenerated"),
            ["result"] = IsFailure(value.Text("ResultStatus")) ? "failure" : "success",
            ["tenantId"] = value.Text("OrganizationId") ?? value.Text("ActorContextId"),
            ["initiatedBy"] = Initiator(value, actor),
            ["targetResources"] = new JsonArray(new JsonObject
            {
                ["id"] = objectId,
                ["displayName"] = Ids(target, DisplayName).FirstOrDefault(),
                ["type"] = "ServicePrincipal",
                ["modifiedProperties"] = Modified(value),
            }),
            ["additionalDetails"] = new JsonArray(
                Detail("AppId", details.Text("AppId") ?? AppId(value, target, objectId)),
                Detail("User-Agent", details.Text("User-Agent"))),
        };
        return JsonSerializer.SerializeToElement(record);
    }

    private static bool IsFailure(string? status) =>
        status is not null
        && (status.StartsWith("fail", StringComparison.OrdinalIgnoreCase) || status.Equals("false", StringComparison.OrdinalIgnoreCase));

    private static JsonObject Initiator(JsonElement value, List<JsonElement> actor)
    {
        var ip = value.Text("ActorIpAddress") ?? value.Text("ClientIP");
        var user = value.Text("UserId");
        // An app acts under the name ServicePrincipal_<object id>.
        var app = user?.StartsWith(ServicePrincipalPrefix, StringComparison.OrdinalIgnoreCase) == true
            ? user[ServicePrincipalPrefix.Length..]
            : user?.Contains('@', StringComparison.Ordinal) == true ? null : Prefixed(actor, ServicePrincipalPrefix);
        return app is not null
            ? new JsonObject
            {
                ["app"] = new JsonObject
                {
                    ["servicePrincipalId"] = app,
                    ["displayName"] = Ids(actor, DisplayName).FirstOrDefault(),
                    ["ipAddress"] = ip,
                },
            }
            : new JsonObject
            {
                ["user"] = new JsonObject { ["id"] = Prefixed(actor, UserPrefix), ["userPrincipalName"] = user, ["ipAddress"] = ip },
            };
    }

    private static JsonArray Modified(JsonElement value) =>
        new([.. List(value, "ModifiedProperties").Select(property => new JsonObject
        {
            ["displayName"] = property.Text("Name"),
            ["oldValue"] = property.Text("OldValue"),
            ["newValue"] = property.Text("NewValue"),
        })]);

    private static JsonElement? Details(JsonElement value) =>
        List(value, "ExtendedProperties")
            .Where(property => "additionalDetails".Equals(property.Text("Name"), StringComparison.OrdinalIgnoreCase))
            .Select(property => EntraValues.Json(property.Field("Value")))
            .FirstOrDefault();

    private static JsonObject Detail(string key, string? value) => new() { ["key"] = key, ["value"] = value };

    // ObjectId and the principal's names are lists with semicolons, in which the client id is the GUID that is not the object id.
    private static string? AppId(JsonElement value, List<JsonElement> target, string? objectId) =>
        Ids(target, PrincipalNames).Append(value.Text("ObjectId") ?? "").SelectMany(names => names.Split([';', ',', '/']))
            .FirstOrDefault(name => Guid.TryParse(name, out _) && !name.Equals(objectId, StringComparison.OrdinalIgnoreCase))
        ?? value.Text("ObjectId")?.Split(';')[^1];

    private static List<JsonElement> List(JsonElement value, string name) => [.. EntraValues.Json(value.Field(name)).Items()];

    private static IEnumerable<string> Ids(List<JsonElement> entries, string type) =>
        entries.Where(entry => entry.Text("Type") == type).Select(entry => entry.Text("ID")).OfType<string>();

    private static string? Prefixed(List<JsonElement> entries, string prefix) =>
        entries
            .Select(entry => entry.Text("ID"))
            .Where(id => id?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true)
            .Select(id => id![prefix.Length..])
            .FirstOrDefault();
}
