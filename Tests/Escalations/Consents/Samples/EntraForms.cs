using System.Text;
using System.Text.Json.Nodes;

namespace OAuthAttest.Tests.Escalations.Consents.Samples;

/// <summary>The sample records in the forms in which forwarders send them.</summary>
internal static class EntraForms
{
    private static readonly string Consent = OneLine(EntraSamples.Consent);
    private static readonly string Envelope = OneLine(EntraSamples.Diagnostic(EntraSamples.Consent));

    public static string Records => EntraSamples.Records(Envelope);

    public static string Batch => $"[{Records},{Records}]";

    public static string Lines => $"{Consent}\n{Envelope}\n";

    /// <summary>A Logic App's event hub trigger.</summary>
    public static string Trigger(string content) =>
        $$$"""{"ContentData":{{{content}}},"Properties":{"x-opt-enqueued-time":"2026-10-01T04:58:20Z"},"SystemProperties":{}}""";

    public static string TriggerObject => Trigger(Records);

    public static string TriggerBase64 => Trigger(Text(Base64(Records)));

    public static string TriggerBytes => Trigger(
        $$$"""{"$content-type":"application/octet-stream","$content":{{{Text(Base64(Records))}}}}""");

    public static string OldAlert => $$$"""{"schemaId":"Microsoft.Insights/LogAlert","data":{"SearchResult":{{{Tables()}}}}}""";

    public static string TriggerText => Trigger(Text(Lines));

    public static string Texts => $"[{Text(Envelope)}]";

    public static string SplunkResult =>
        $$$"""{"sid":"1","search_name":"x","result":{"host":"h","operationName":"Consent to application","_raw":{{{Text(Envelope)}}}}}""";

    public static string SplunkEvent => $$$"""{"time":1790830692,"sourcetype":"azure:monitor:aad","event":{{{Envelope}}}}""";

    public static string CloudEvent => $$$"""{"specversion":"1.0","id":"1","source":"x","type":"audit","data":{{{Consent}}}}""";

    /// <summary>A row of the table AuditLogs: columns of type dynamic are texts.</summary>
    public static string Row()
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!;
        var row = new JsonObject
        {
            ["TenantId"] = "workspace-not-tenant",
            ["TimeGenerated"] = "2026-10-01T04:58:15Z",
            ["ResourceId"] = "/tenants/0aaa0000-1111-2222-3333-444400005555/providers/Microsoft.aadiam",
            ["OperationName"] = "Consent to application",
            ["CorrelationId"] = EntraSamples.Correlation,
            ["Result"] = "success",
            ["ActivityDateTime"] = record["activityDateTime"]!.GetValue<string>(),
            ["InitiatedBy"] = record["initiatedBy"]!.ToJsonString(),
            ["TargetResources"] = record["targetResources"]!.ToJsonString(),
            ["AdditionalDetails"] = record["additionalDetails"]!.ToJsonString(),
            ["Type"] = "AuditLogs",
        };
        return row.ToJsonString();
    }

    /// <summary>The answer of a search: the part of the alert that has the rows.</summary>
    public static string Tables() => JsonNode.Parse(EntraSamples.Rows)!["SearchResults"]!.ToJsonString();

    private const string AfterConsent =
        "[] => [[Id: Zm9v, ClientId: 00000000-0000-0000-0000-000000000000, PrincipalId: , "
        + "ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: AllPrincipals, "
        + "Scope: Mail.ReadWrite offline_access User.Read, CreatedDateTime: , LastModifiedDateTime ]]; ";

    /// <summary>The same consent as Microsoft 365's unified audit log tells it.</summary>
    public const string Management =
        $$"""
        {
          "CreationTime": "2026-10-01T04:58:12", "Id": "2b5b1c0e-7d1e-4b0f-8d43-0c1f4a1f0a01", "Operation": "Consent to application.",
          "OrganizationId": "0aaa0000-1111-2222-3333-444400005555", "RecordType": 8, "ResultStatus": "Success",
          "UserKey": "10032001@contoso.com", "UserType": 0, "Version": 1, "Workload": "AzureActiveDirectory",
          "ClientIP": "203.0.113.7", "ObjectId": "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d", "UserId": "Ada.Admin@Contoso.com",
          "AzureActiveDirectoryEventType": 1, "InterSystemsId": "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11",
          "ExtendedProperties": [
            { "Name": "additionalDetails",
              "Value": "{\"User-Agent\":\"Mozilla/5.0 (Windows NT 10.0)\",\"AppId\":\"5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d\"}" }
          ],
          "ModifiedProperties": [
            { "Name": "ConsentContext.IsAdminConsent", "NewValue": "True", "OldValue": "" },
            { "Name": "ConsentContext.OnBehalfOfAll", "NewValue": "True", "OldValue": "" },
            { "Name": "ConsentAction.Permissions", "NewValue": "{{AfterConsent}}", "OldValue": "" }
          ],
          "Actor": [ { "ID": "Ada.Admin@Contoso.com", "Type": 5 }, { "ID": "User_0f0e0d0c-1111-2222-3333-444455556666", "Type": 2 } ],
          "Target": [
            { "ID": "ServicePrincipal_aa11bb22-cc33-44dd-88ee-ff0011223344", "Type": 2 },
            { "ID": "aa11bb22-cc33-44dd-88ee-ff0011223344", "Type": 2 }, { "ID": "ServicePrincipal", "Type": 2 },
            { "ID": "Mail Merge Pro", "Type": 1 }, { "ID": "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d", "Type": 4 }
          ]
        }
        """;

    public static string AuditData => $$$"""{"RecordType":8,"CreationDate":"2026-10-01","AuditData":{{{Text(OneLine(Management))}}}}""";

    /// <summary>Another name of the delegated grant, with the app as its only target.</summary>
    public static string OldGrant()
    {
        var record = JsonNode.Parse(EntraSamples.Consent)!;
        record["activityDisplayName"] = "Add OAuth2PermissionGrant";
        record["targetResources"]![0]!["modifiedProperties"] =
            new JsonArray(new JsonObject { ["displayName"] = "Scope", ["oldValue"] = null, ["newValue"] = "\"Mail.ReadWrite\"" });
        return record.ToJsonString();
    }

    /// <summary>A grant is replaced, by one with the given scopes.</summary>
    public static string Replaced(string scopes)
    {
        var record = JsonNode.Parse(EntraSamples.Delegated)!;
        record["activityDisplayName"] = "Remove delegated permission grant";
        var changed = record["targetResources"]![0]!["modifiedProperties"]!.AsArray();
        var scope = changed.Single(property => (string)property!["displayName"]! == "DelegatedPermissionGrant.Scope")!;
        scope["oldValue"] = "\" User.Read\"";
        scope["newValue"] = $"\"{scopes}\"";
        return record.ToJsonString();
    }

    public static string OfActivity(string activity) =>
        EntraSamples.Consent.Replace("Consent to application", activity, StringComparison.Ordinal);

    public static string Failed =>
        EntraSamples.Consent.Replace("\"result\": \"success\"", "\"result\": \"failure\"", StringComparison.Ordinal);

    public static string MetricAlert => EntraSamples
        .Alert("{}")
        .Replace("\"signalType\": \"Log\"", "\"signalType\": \"Metric\"", StringComparison.Ordinal)
        .Replace("Consent to application", "CPU of the shop", StringComparison.Ordinal);

    private static string OneLine(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();
}
