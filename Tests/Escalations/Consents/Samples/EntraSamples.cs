namespace OAuthAttest.Tests.Escalations.Consents.Samples;

/// <summary>Directory-audit records with the documented structure.</summary>
internal static class EntraSamples
{
    public const string Correlation = "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11";
    /// <summary>The key of all records of the sample's consent: correlation id, service principal, and the ten minutes.</summary>
    public const string EventKey = Correlation + ":" + ObjectId + ":202610010450";

    public const string ClientId = "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d";
    public const string ObjectId = "aa11bb22-cc33-44dd-88ee-ff0011223344";

    private const string Permissions =
        "[] => [[Id: Zm9v, ClientId: 00000000-0000-0000-0000-000000000000, PrincipalId: , "
            + "ResourceId: 99aa88bb-0000-4444-8888-777766665555, ConsentType: AllPrincipals, "
            + "Scope: Mail.ReadWrite offline_access User.Read, CreatedDateTime: , LastModifiedDateTime ]]; ";

    /// <summary>An administrator consents to an app for everybody.</summary>
    public const string Consent =
        $$"""
        {
          "id": "Directory_7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11_PVFGA_90210",
          "category": "ApplicationManagement",
          "correlationId": "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11",
          "result": "success",
          "resultReason": "",
          "activityDisplayName": "Consent to application",
          "activityDateTime": "2026-10-01T04:58:12.3456789Z",
          "loggedByService": "Core Directory",
          "operationType": "Assign",
          "initiatedBy": {
            "app": null,
            "user": { "id": "0f0e0d0c-1111-2222-3333-444455556666", "displayName": null,
              "userPrincipalName": "Ada.Admin@Contoso.com", "ipAddress": "203.0.113.7", "roles": [] }
          },
          "targetResources": [
            {
              "id": "aa11bb22-cc33-44dd-88ee-ff0011223344", "displayName": "Mail Merge Pro", "type": "ServicePrincipal",
              "userPrincipalName": null, "groupType": null,
              "modifiedProperties": [
                { "displayName": "ConsentContext.IsAdminConsent", "oldValue": null, "newValue": "\"True\"" },
                { "displayName": "ConsentContext.IsAppOnly", "oldValue": null, "newValue": "\"False\"" },
                { "displayName": "ConsentContext.OnBehalfOfAll", "oldValue": null, "newValue": "\"True\"" },
                { "displayName": "ConsentContext.Tags", "oldValue": null, "newValue": "\"WindowsAzureActiveDirectoryIntegratedApp\"" },
                { "displayName": "ConsentAction.Permissions", "oldValue": null, "newValue": "\"{{Permissions}}\"" },
                { "displayName": "ConsentAction.Reason", "oldValue": null, "newValue": "\"\"" },
                { "displayName": "MethodExecutionResult.", "oldValue": null, "newValue": "\"\"" }
              ]
            }
          ],
          "additionalDetails": [
            { "key": "User-Agent", "value": "Mozilla/5.0 (Windows NT 10.0)" },
            { "key": "AppId", "value": "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d" }
          ]
        }
        """;

    /// <summary>Its companion: the API is the target, the app is in the properties.</summary>
    public const string Delegated =
        """
        {
          "id": "Directory_7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11_PVFGA_90208",
          "category": "ApplicationManagement", "correlationId": "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11", "result": "success",
          "activityDisplayName": "Add delegated permission grant", "activityDateTime": "2026-10-01T04:58:12.1Z",
          "initiatedBy": { "user": { "id": "0f0e0d0c-1111-2222-3333-444455556666",
            "userPrincipalName": "Ada.Admin@Contoso.com", "ipAddress": "" } },
          "targetResources": [
            {
              "id": "99aa88bb-0000-4444-8888-777766665555", "displayName": "Microsoft Graph", "type": "ServicePrincipal",
              "modifiedProperties": [
                { "displayName": "ServicePrincipal.ObjectID", "oldValue": null, "newValue": "\"aa11bb22-cc33-44dd-88ee-ff0011223344\"" },
                { "displayName": "ServicePrincipal.AppId", "oldValue": null, "newValue": null },
                { "displayName": "ServicePrincipal.DisplayName", "oldValue": null, "newValue": null },
                { "displayName": "DelegatedPermissionGrant.ConsentType", "oldValue": null, "newValue": "\"AllPrincipals\"" },
                { "displayName": "DelegatedPermissionGrant.Scope", "oldValue": null,
                  "newValue": "\" Mail.ReadWrite offline_access User.Read Files.Read.All\"" }
              ]
            },
            { "id": "aa11bb22-cc33-44dd-88ee-ff0011223344", "displayName": null, "type": "ServicePrincipal", "modifiedProperties": [] }
          ],
          "additionalDetails": [ { "key": "AppId", "value": "00000003-0000-0000-c000-000000000000" } ]
        }
        """;

    /// <summary>The other companion: an application permission.</summary>
    public const string AppRole =
        """
        {
          "id": "Directory_7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11_PVFGA_90209",
          "category": "ApplicationManagement", "correlationId": "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11", "result": "success",
          "activityDisplayName": "Add app role assignment to service principal", "activityDateTime": "2026-10-01T04:58:12.2Z",
          "initiatedBy": { "user": { "id": "0f0e0d0c-1111-2222-3333-444455556666", "userPrincipalName": "Ada.Admin@Contoso.com" } },
          "targetResources": [
            {
              "id": "99aa88bb-0000-4444-8888-777766665555", "displayName": "Microsoft Graph", "type": "ServicePrincipal",
              "modifiedProperties": [
                { "displayName": "AppRole.Id", "oldValue": null, "newValue": "\"19dbc75e-c2e2-444c-a770-ec69d8559fc7\"" },
                { "displayName": "AppRole.Value", "oldValue": null, "newValue": "\"Directory.ReadWrite.All\"" },
                { "displayName": "ServicePrincipal.ObjectID", "oldValue": null, "newValue": "\"aa11bb22-cc33-44dd-88ee-ff0011223344\"" },
                { "displayName": "ServicePrincipal.DisplayName", "oldValue": null, "newValue": "\"Mail Merge Pro\"" }
              ]
            }
          ],
          "additionalDetails": []
        }
        """;

    /// <summary>The record as diagnostic settings forward it.</summary>
    public static string Diagnostic(string record) =>
        $$"""
            {
              "time": "2026-10-01T04:58:12.3456789Z",
              "resourceId": "/tenants/0aaa0000-1111-2222-3333-444400005555/providers/Microsoft.aadiam",
              "operationName": "Consent to application", "operationVersion": "1.0", "category": "AuditLogs",
              "tenantId": "0aaa0000-1111-2222-3333-444400005555",
              "resultSignature": "None", "durationMs": 0, "callerIpAddress": "203.0.113.7",
              "correlationId": "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11",
              "Level": 4, "properties": {{record}}
            }
            """;

    public static string Records(params string[] records) => $$"""{"records":[{{string.Join(',', records)}}]}""";

    private const string AlertId =
        "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.AlertsManagement"
            + "/alerts/b9569717-bc32-442f-add5-83a997729330";

    /// <summary>Azure Monitor's common alert schema; with or without the rows of the search.</summary>
    public static string Alert(string context, string condition = "Fired") =>
        $$"""
            {
              "schemaId": "azureMonitorCommonAlertSchema",
              "data": {
                "essentials": {
                  "alertId": "{{AlertId}}",
                  "alertRule": "Consent to application", "severity": "Sev1", "signalType": "Log",
                  "monitorCondition": "{{condition}}", "monitoringService": "Log Analytics",
                  "alertTargetIDs": [], "originAlertId": "12345", "firedDateTime": "2026-10-01T04:59:30.1234567Z",
                  "description": "", "essentialsVersion": "1.0", "alertContextVersion": "1.1"
                },
                "alertContext": {{context}}
              }
            }
            """;

    public const string NoRows =
        """
        { "condition": { "allOf": [ { "metricMeasureColumn": null, "operator": "GreaterThan", "threshold": "0" } ] },
        "IncludedSearchResults": "False", "LinkToFilteredSearchResultsAPI": "https://example.com/" }
        """;

    private const string User =
        """{\"user\":{\"id\":\"0f0e0d0c-1111-2222-3333-444455556666\","""
            + """\"userPrincipalName\":\"Ada.Admin@Contoso.com\",\"ipAddress\":\"203.0.113.7\"}}""";
    private const string Resources =
        """[{\"id\":\"aa11bb22-cc33-44dd-88ee-ff0011223344\",\"displayName\":\"Mail Merge Pro\","""
            + """\"type\":\"ServicePrincipal\",\"modifiedProperties\":["""
            + """{\"displayName\":\"ConsentContext.OnBehalfOfAll\",\"newValue\":\"\\\"True\\\"\"},"""
            + """{\"displayName\":\"ConsentContext.IsAdminConsent\",\"newValue\":\"\\\"True\\\"\"},"""
            + """{\"displayName\":\"ConsentAction.Permissions\",\"newValue\":"""
            + """\"\\\"[] => [[Id: Zm9v, ConsentType: AllPrincipals, Scope: Mail.ReadWrite offline_access User.Read]]; \\\"\"}]}]""";

    /// <summary>Log Analytics: column names in PascalCase, dynamic columns as text.</summary>
    public const string Rows =
        $$$"""
        {
          "IncludedSearchResults": "True",
          "SearchResults": { "tables": [ {
            "name": "PrimaryResult",
            "columns": [
              { "name": "TenantId", "type": "string" }, { "name": "TimeGenerated", "type": "datetime" },
              { "name": "OperationName", "type": "string" },
              { "name": "CorrelationId", "type": "string" }, { "name": "Result", "type": "string" },
              { "name": "AADTenantId", "type": "string" },
              { "name": "InitiatedBy", "type": "dynamic" }, { "name": "TargetResources", "type": "dynamic" },
              { "name": "AdditionalDetails", "type": "dynamic" }
            ],
            "rows": [ [
              "workspace-not-tenant", "2026-10-01T04:58:12.3456789Z", "Consent to application",
              "7d0f9c1e-3b57-4e0a-9a56-2f1f0f4c9d11", "success", "0aaa0000-1111-2222-3333-444400005555",
              "{{{User}}}",
              "{{{Resources}}}",
              "[{\"key\":\"AppId\",\"value\":\"5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d\"}]"
            ] ]
          } ] }
        }
        """;
}
