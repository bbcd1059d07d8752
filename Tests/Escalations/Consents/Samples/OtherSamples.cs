namespace OAuthAttest.Tests.Escalations.Consents.Samples;

/// <summary>Deliveries of the other sources with the documented structure.</summary>
internal static class OtherSamples
{
    public const string Standard =
        """
        {
          "provider": "entra", "occurredAt": "2026-10-01T04:59:00Z",
          "person": { "id": "0f0e0d0c", "email": "Cfo@Example.com", "name": "Carol Finance" },
          "app": { "clientId": "client-1", "name": "Mail Merge Pro", "publisher": "Unknown Ltd", "publisherVerified": false,
            "registeredAt": "2026-09-20T00:00:00Z" },
          "scopes": ["Mail.ReadWrite", "offline_access"], "consentType": "principal", "adminConsent": false,
          "tenant": "contoso", "ip": "203.0.113.7", "userAgent": "Mozilla/5.0"
        }
        """;

    /// <summary>One event of a custom authorization server, where Okta's own system is the actor.</summary>
    public const string OktaConsent =
        """
        {
          "uuid": "3f6c1e10-9b1d-11f0-8de9-0242ac120002", "published": "2026-10-01T04:59:10.123Z",
          "eventType": "app.oauth2.as.consent.grant", "version": "0",
          "displayMessage": "User granted consent to app", "severity": "INFO",
          "client": { "userAgent": { "rawUserAgent": "Mozilla/5.0 (Macintosh)", "os": "Mac OS X", "browser": "SAFARI" },
            "ipAddress": "198.51.100.4", "geographicalContext": { "city": "Berlin" } },
          "actor": { "id": "00u1", "type": "User", "alternateId": "Cfo@Example.com", "displayName": "Carol Finance" },
          "outcome": { "result": "SUCCESS" },
          "target": [
            { "id": "oag1aaaaaaaaaaaaaaaa", "type": "Scope", "alternateId": null, "displayName": "files.write",
              "detailEntry": { "publicclientapp": "0oa1client", "user": "00u1" } },
            { "id": "oag2bbbbbbbbbbbbbbbb", "type": "Scope", "alternateId": null, "displayName": "offline_access",
              "detailEntry": { "publicclientapp": "0oa1client", "user": "00u1" } },
            { "id": "0oa1client", "type": "PublicClientApp", "alternateId": "0oa1client", "displayName": "Figma" }
          ],
          "debugContext": { "debugData": { "requestUri": "/oauth2/default/v1/authorize" } }
        }
        """;

    public static string OktaHook(params string[] events) =>
        $$"""
            {
              "eventType": "com.okta.event_hook", "eventTypeVersion": "1.0", "cloudEventsVersion": "0.1",
              "eventId": "b5a188b9-5ece-4636-b041-482ffda96311",
              "eventTime": "2026-10-01T04:59:12.000Z", "source": "https://example.okta.com/api/v1/eventHooks/who1",
              "contentType": "application/json",
              "data": { "events": [{{string.Join(',', events)}}] }
            }
            """;

    public const string GoogleActivity =
        """
        {
          "kind": "admin#reports#activity", "etag": "\"x\"",
          "id": { "time": "2026-10-01T04:59:20.456Z", "uniqueQualifier": "-4312345678901234567", "applicationName": "token",
            "customerId": "C03az79cb" },
          "actor": { "callerType": "USER", "email": "Cfo@Example.com", "profileId": "118123456789012345678" }, "ipAddress": "198.51.100.5",
          "events": [ { "type": "auth", "name": "authorize", "parameters": [
            { "name": "client_id", "value": "1234567890.apps.googleusercontent.com" },
            { "name": "app_name", "value": "Zoomy" }, { "name": "client_type", "value": "WEB" },
            { "name": "scope_data", "multiMessageValue": [ { "parameter": [ { "name": "scope_name",
              "value": "https://mail.google.com/" } ] } ] },
            { "name": "scope", "multiValue": [ "https://mail.google.com/", "openid" ] } ] } ]
        }
        """;

    /// <summary>Domain-wide delegation, in the admin report.</summary>
    public const string GoogleDelegation =
        """
        {
          "kind": "admin#reports#activity", "etag": "\"x\"",
          "id": { "time": "2026-10-01T04:59:22.456Z", "uniqueQualifier": "-5312345678901234567", "applicationName": "admin",
            "customerId": "C03az79cb" },
          "actor": { "callerType": "USER", "email": "Ada@Example.com", "profileId": "118123456789012340000" }, "ipAddress": "198.51.100.5",
          "events": [ { "type": "DOMAIN_SETTINGS", "name": "AUTHORIZE_API_CLIENT_ACCESS", "parameters": [
            { "name": "DOMAIN_NAME", "value": "example.com" },
            { "name": "API_CLIENT_NAME", "value": "104512345678901234567" },
            { "name": "API_SCOPES", "value": "https://www.googleapis.com/auth/admin.directory.user,https://mail.google.com/" } ] } ]
        }
        """;

    public static readonly string Auth0Login =
        """
        {"log_id":"90020261001045930000000000000000000001223372036854775807",
        "data":{"date":"2026-10-01T04:59:30.000Z","type":"s","description":"Successful login",
        "client_id":"AaiyAPdpYdesoKnqjj8HJqRn4T5titww","client_name":"Reports App","ip":"198.51.100.6",
        "user_agent":"Chrome 140","user_id":"auth0|5457edea1b8f22891a000004","user_name":"cfo@example.com",
        "tenant_name":"contoso","details":{"prompts":[{"name":"prompt-authenticate"},
        {"name":"consent","grantInfo":{"id":"g1","audience":"https://api.example.com/",
        "scope":"openid read:payments write:payments","expiration":null}}]},
        "log_id":"90020261001045930000000000000000000001223372036854775807"}}
        """.ReplaceLineEndings("");

    public static readonly string Auth0ClientGrant =
        """
        {"log_id":"90020261001045931000000000000000000001223372036854775808",
        "data":{"date":"2026-10-01T04:59:31.000Z","type":"sapi","description":"Create client grant",
        "client_id":"dashboardclient","ip":"198.51.100.6","user_id":"auth0|admin",
        "details":{"request":{"method":"post","path":"/api/v2/client-grants",
        "body":{"client_id":"m2mclient","audience":"https://contoso.auth0.com/api/v2/",
        "scope":["read:users","delete:users"]},"auth":{"user":{"user_id":"auth0|admin","name":"Ada Admin",
        "email":"ada@example.com"}}},"response":{"statusCode":201,
        "body":{"id":"cgr_1","client_id":"m2mclient","scope":["read:users","delete:users"]}}},
        "log_id":"90020261001045931000000000000000000001223372036854775808"}}
        """.ReplaceLineEndings("");

    public static string GitHubInstallation(string action = "created") =>
        $$"""
            {
              "action": "{{action}}",
              "installation": {
                "id": 54321, "account": { "login": "contoso", "id": 1, "type": "Organization" },
                "repository_selection": "all", "app_id": 98765, "app_slug": "deploy-bot",
                "target_type": "Organization",
                "permissions": { "contents": "write", "metadata": "read", "organization_administration": "read" }, "events": ["push"],
                "created_at": "2026-10-01T04:59:40Z", "updated_at": "2026-10-01T04:59:45Z"
              },
              "repositories": [ { "id": 5, "name": "payroll", "full_name": "contoso/payroll" } ],
              "sender": { "login": "ada", "id": 77, "type": "User" }
            }
            """;

    /// <summary>A fine-grained token of Bob asks to reach the organization.</summary>
    public static string GitHubTokenRequest(string action = "approved", string sender = "ada") =>
        $$"""
            {
              "action": "{{action}}",
              "personal_access_token_request": {
                "id": 912, "owner": { "login": "bob", "id": 78, "type": "User" },
                "permissions_added": { "organization": { "administration": "write" }, "repository": { "contents": "write" } },
                "permissions_upgraded": {},
                "permissions_result": { "organization": { "administration": "write" },
                  "repository": { "contents": "write", "metadata": "read" }, "other": {} },
                "repository_selection": "all", "repository_count": null, "repositories": null,
                "created_at": "2026-10-01T04:59:50Z", "token_id": 4711, "token_name": "release script", "token_expired": false
              },
              "organization": { "login": "contoso", "id": 1 },
              "sender": { "login": "{{sender}}", "id": {{(sender == "ada" ? 77 : 78)}}, "type": "User" }
            }
            """;

    /// <summary>An entry of the audit log, as log streaming writes it.</summary>
    public static string GitHubAudit(string action = "org.oauth_app_access_approved") =>
        $$"""
            {
              "@timestamp": 1790830795123, "_document_id": "Uc3e5b8NpZ-CVqcLS1xwYQ", "action": "{{action}}",
              "actor": "ada", "actor_id": 77, "actor_ip": "198.51.100.9", "org": "contoso", "org_id": 1,
              "oauth_application_id": 5566, "oauth_application_name": "Board Sync", "user": "bob", "created_at": 1790830795123
            }
            """;
}
