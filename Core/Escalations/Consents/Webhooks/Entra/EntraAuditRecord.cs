using System.Globalization;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// One directory-audit record, pushed or polled, bare or in the envelope of diagnostic settings. Entra writes up to three records for
/// one consent, with one correlation id: that, the app and the time are the key, and the facts of the records are merged.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/resources/directoryaudit, and the activity reference of Entra's audit log.</remarks>
public static class EntraAuditRecord
{
    public const string ConsentToApplication = "Consent to application";
    public const string DelegatedGrant = "Add delegated permission grant";
    public const string AppRoleAssignment = "Add app role assignment to service principal";
    public const string GrantReplaced = "Remove delegated permission grant";

    // What Entra writes about one act is written within a second; the same correlation id can come back, with another act, much later.
    private static readonly TimeSpan OneAct = TimeSpan.FromMinutes(10);

    /// <summary>Whether it has the name of an activity, in one of the forms of such a record.</summary>
    public static bool IsOne(JsonElement value) => Activity(value, Inner(value)) is not null;

    /// <param name="path">Where the record is in the body, to name a wrong field; empty if the body is only this record.</param>
    public static RecordReading Read(JsonElement record, string path)
    {
        if (record.ValueKind != JsonValueKind.Object)
            return RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object");
        var inner = Inner(record);
        if (EntraActivities.Of(Activity(record, inner)) is not { } activity)
            return RecordReading.NoConsent;
        var facts = new EntraRecordFacts(inner);
        if (activity == EntraActivity.GrantReplaced && !facts.AddsScopes())
            return RecordReading.NoConsent;
        if (Failed(inner, record))
            return RecordReading.Blocked;
        var correlation = inner.Text("correlationId") ?? record.Text("correlationId");
        if ((correlation ?? inner.Text("id")) is not { } key)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "correlationId"), "is missing");
        if (Time(inner, record) is not { } time)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "activityDateTime"), "must be a time in ISO 8601");
        var app = activity == EntraActivity.Consent ? facts.ConsentedApp() : facts.GrantedApp();
        var api = activity == EntraActivity.Consent ? null : facts.ApiOfGrant();
        return RecordReading.Of(new ConsentEvent
        {
            Source = ConsentSource.Entra,
            EventKey = correlation is null ? key : KeyOfAct(key, app, time),
            Provider = ProviderName.Entra,
            OccurredAt = time,
            Who = facts.Person,
            Principals = facts.Principals,
            App = app,
            Scopes = At(api, activity == EntraActivity.Consent ? facts.ConsentedScopes() : facts.GrantedScopes()),
            EarlierScopes = At(api, facts.EarlierScopes()),
            ConsentType = activity == EntraActivity.AppRoleAssignment ? ConsentType.Application : facts.Reach(),
            IsAdminConsent = facts.Flag("ConsentContext.IsAdminConsent"),
            Tenant = Tenant(record),
            IpAddress = facts.Initiator.Field("ipAddress").Text() ?? record.Text("callerIpAddress") ?? inner.Text("callerIpAddress"),
            UserAgent = facts.Detail("User-Agent") ?? inner.Text("userAgent"),
        });
    }

    private static IReadOnlyList<string> At(string? api, IEnumerable<string> scopes) =>
        UntrustedText.Scopes(api is null ? scopes : scopes.Select(scope => ApiScope.Name(api, scope)));

    /// <summary>
    /// Records of one act have the correlation id, the app and (nearly) the time in common. All name the app's service principal; the
    /// client id is only in some.
    /// </summary>
    private static string KeyOfAct(string correlation, ConsentedApp app, DateTimeOffset time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{correlation}:{app.ObjectId ?? app.ClientId}:{time.UtcDateTime.AddTicks(-(time.UtcTicks % OneAct.Ticks)):yyyyMMddHHmm}");

    private static JsonElement Inner(JsonElement record) =>
        EntraValues.Json(record.Field("properties")) is { ValueKind: JsonValueKind.Object } properties ? properties : record;

    private static string? Activity(JsonElement record, JsonElement inner) =>
        (inner.Text("activityDisplayName") ?? inner.Text("operationName") ?? record.Text("operationName"))?.Trim();

    private static DateTimeOffset? Time(JsonElement inner, JsonElement record) =>
        inner.Instant("activityDateTime")
        ?? record.Instant("activityDateTime")
        ?? record.Instant("time")
        ?? record.Instant("TimeGenerated");

    // In Log Analytics TenantId is the workspace's id. A resource id begins with /tenants/<id>/.
    private static string? Tenant(JsonElement record)
    {
        var parts = (record.Text("resourceId") ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return record.Text("AADTenantId")
            ?? (parts.Length > 1 && parts[0].Equals("tenants", StringComparison.OrdinalIgnoreCase) ? parts[1].ToLowerInvariant() : null)
            ?? (record.Text("TimeGenerated") is null ? record.Text("tenantId") : null);
    }

    // A timeout may have taken effect, and so may a success that names an exception: only a definite failure is no consent.
    private static bool Failed(JsonElement inner, JsonElement record) =>
        (inner.Text("result") ?? record.Text("result") ?? "success").StartsWith("fail", StringComparison.OrdinalIgnoreCase);
}
