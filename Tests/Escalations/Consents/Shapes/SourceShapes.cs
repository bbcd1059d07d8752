using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;

namespace OAuthAttest.Tests.Escalations.Consents.Shapes;

/// <summary>All known shapes, in the order of the table.</summary>
internal static class SourceShapes
{
    public const string Consent = "consent";
    public const string None = "none";
    public const string Blocked = "blocked";
    public const string Refused = "refused";

    public static IReadOnlyList<SourceShape> All { get; } = [.. Entra(), .. Okta(), .. Google(), .. Auth0(), .. GitHub(), .. Standard()];

    private static IEnumerable<SourceShape> Entra() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            ("a directory-audit record of Graph, alone or in a list", Consent, $"[{EntraSamples.Consent}]"),
            ("a page of Graph, `{\"value\":[…]}`", Consent, $$"""{"value":[{{EntraSamples.Consent}}]}"""),
            ("the envelope of diagnostic settings", Consent, EntraSamples.Diagnostic(EntraSamples.Consent)),
            ("an event of an event hub, `{\"records\":[…]}`, alone or in a list", Consent, EntraForms.Batch),
            ("JSON lines of any of these", Consent, EntraForms.Lines),
            ("a Logic App's event hub trigger, `ContentData` an object", Consent, EntraForms.TriggerObject),
            ("the same, `ContentData` base64", Consent, EntraForms.TriggerBase64),
            ("the same, `ContentData` with bytes in `$content`", Consent, EntraForms.TriggerBytes),
            ("the same, `ContentData` JSON or JSON lines in a text", Consent, EntraForms.TriggerText),
            ("a function's event hub trigger: a list of texts", Consent, EntraForms.Texts),
            ("a row of Log Analytics or Sentinel (table AuditLogs)", Consent, EntraForms.Row()),
            ("the answer of a search in Log Analytics, `{\"tables\":[…]}`", Consent, EntraForms.Tables()),
            ("Splunk's alert action, `result` with `_raw`", Consent, EntraForms.SplunkResult),
            ("a collector's `event`, as of Splunk", Consent, EntraForms.SplunkEvent),
            ("a CloudEvent's `data`", Consent, EntraForms.CloudEvent),
            ("a record of Microsoft 365's Management Activity API", Consent, EntraForms.Management),
            ("the same in `AuditData` of Search-UnifiedAuditLog", Consent, EntraForms.AuditData),
            ("*Add delegated permission grant*, also under its older names", Consent, EntraForms.OldGrant()),
            ("*Add app role assignment to service principal*", Consent, EntraSamples.AppRole),
            (
                "*Remove delegated permission grant* whose new value has more scopes", Consent,
                EntraForms.Replaced(" User.Read Mail.ReadWrite")
            ),
            ("*Remove delegated permission grant* otherwise", None, EntraForms.Replaced("")),
            (
                "*Add app role assignment grant to user*: assigns a person, gives the app nothing", None,
                EntraForms.OfActivity("Add app role assignment grant to user")
            ),
            ("another activity", None, EntraForms.OfActivity("Update user")),
            ("a consent whose result is `failure`", Blocked, EntraForms.Failed),
            ("a log alert with rows of the audit log", Consent, EntraSamples.Alert(EntraSamples.Rows)),
            ("the same in the older schema, `Microsoft.Insights/LogAlert`", Consent, EntraForms.OldAlert),
            (
                "an alert without rows, of a rule in `EntraAlertRules`", Consent,
                EntraSamples.Alert(EntraSamples.NoRows).Replace("\"Consent to application\"", "\"Consents\"", StringComparison.Ordinal)
            ),
            ("an alert without rows of another rule", None, EntraForms.MetricAlert),
            ("a resolved alert", None, EntraSamples.Alert(EntraSamples.NoRows, "Resolved")),
            ("any other object, `{}` too", Refused, "{}"),
            ("what is not JSON", Refused, "operation=consent"),
        }
        select new SourceShape(ConsentSource.Entra, shape.Words, shape.Becomes, shape.Body);

    private static IEnumerable<SourceShape> Okta() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            ("an event hook with `app.oauth2.as.consent.grant`", Consent, OtherSamples.OktaHook(OtherSamples.OktaConsent)),
            (
                "the same with `app.oauth2.consent.grant` or `app.oauth2.admin.consent.grant`", Consent,
                OtherSamples.OktaHook(OktaOf("app.oauth2.admin.consent.grant"))
            ),
            (
                "the same with `app.oauth2.client.privilege.grant`", Consent,
                OtherSamples.OktaHook(OktaOf("app.oauth2.client.privilege.grant"))
            ),
            (
                "an event whose outcome is neither SUCCESS nor ALLOW", None,
                OtherSamples.OktaHook(OtherSamples.OktaConsent.Replace("SUCCESS", "DENY", StringComparison.Ordinal))
            ),
            ("another event", None, OtherSamples.OktaHook(OktaOf("user.session.start"))),
            ("a body without `data.events`", Refused, "{}"),
        }
        select new SourceShape(ConsentSource.Okta, shape.Words, shape.Becomes, shape.Body);

    private static IEnumerable<SourceShape> Google() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            ("an activity with `authorize`", Consent, OtherSamples.GoogleActivity),
            ("an activity of the admin report with `AUTHORIZE_API_CLIENT_ACCESS`", Consent, OtherSamples.GoogleDelegation),
            ("another activity", None, OtherSamples.GoogleActivity.Replace("\"authorize\"", "\"revoke\"", StringComparison.Ordinal)),
            ("a list", Refused, "[]"),
        }
        select new SourceShape(ConsentSource.Google, shape.Words, shape.Becomes, shape.Body);

    private static IEnumerable<SourceShape> Auth0() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            (
                "`s` with `grantInfo`: one, a list, `{\"logs\":[…]}` or JSON lines", Consent,
                $"{OtherSamples.Auth0Login}\n{OtherSamples.Auth0Login}"
            ),
            ("`sapi` that writes a `client-grant`", Consent, OtherSamples.Auth0ClientGrant),
            ("another entry", None, """{"log_id":"1","data":{"type":"f"}}"""),
            ("what is not JSON", Refused, "log"),
        }
        select new SourceShape(ConsentSource.Auth0, shape.Words, shape.Becomes, shape.Body);

    private static IEnumerable<SourceShape> GitHub() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            (
                "`installation` with `created` or `new_permissions_accepted`", Consent,
                OtherSamples.GitHubInstallation("new_permissions_accepted")
            ),
            (
                "`personal_access_token_request` with `created` or `approved`", Consent,
                OtherSamples.GitHubTokenRequest()
            ),
            (
                "the same with `denied` or `cancelled`", None,
                OtherSamples.GitHubTokenRequest("denied")
            ),
            (
                "audit-log entries with `org.oauth_app_access_approved`, alone, in a list or in a collector's `event`", Consent,
                $"[{OtherSamples.GitHubAudit()}]"
            ),
            (
                "the same with `personal_access_token.access_granted`", Consent,
                $$"""{"event":{{OtherSamples.GitHubAudit("personal_access_token.access_granted")}}}"""
            ),
            ("a ping or another event", None, """{"zen":"Design for failure.","hook_id":1,"hook":{}}"""),
            ("an empty list", Refused, "[]"),
        }
        select new SourceShape(ConsentSource.GitHub, shape.Words, shape.Becomes, shape.Body);

    private static IEnumerable<SourceShape> Standard() =>
        from shape in new (string Words, string Becomes, string Body)[]
        {
            ("the contract below", Consent, OtherSamples.Standard),
            (
                "a time in the future", Refused,
                OtherSamples.Standard.Replace("2026-10-01T04:59", "2031-10-01T04:59", StringComparison.Ordinal)
            ),
            ("anything else, a field too many too", Refused, "{}"),
        }
        select new SourceShape(ConsentSource.Standard, shape.Words, shape.Becomes, shape.Body);

    private static string OktaOf(string type) =>
        OtherSamples.OktaConsent.Replace("app.oauth2.as.consent.grant", type, StringComparison.Ordinal);
}
