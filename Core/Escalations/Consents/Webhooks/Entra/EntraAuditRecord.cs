using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// One directory-audit record, pushed or polled, bare or in the envelope of diagnostic settings. Entra writes up to three records for
/// one consent, with one correlation id: that is the key, and the facts of the records are merged.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/resources/directoryaudit, and the activity reference of Entra's audit log.</remarks>
public static class EntraAuditRecord
{
    public const string Consent = "Consent to application";
    public const string DelegatedGrant = "Add delegated permission grant";
    public const string AppRoleAssignment = "Add app role assignment to service principal";

    /// <param name="path">Where the record is in the body, to name a wrong field; empty if the body is only this record.</param>
    public static RecordReading Read(JsonElement record, string path)
    {
        if (record.ValueKind != JsonValueKind.Object)
            return RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object");
        var inner = EntraValues.Json(record.Field("properties")) is { ValueKind: JsonValueKind.Object } properties ? properties : record;
        var activity = (inner.Text("activityDisplayName") ?? inner.Text("operationName") ?? record.Text("operationName"))?.Trim();
        if (Known(activity) is not { } operation || Failed(inner, record))
            return RecordReading.NoConsent;
        if ((inner.Text("correlationId") ?? record.Text("correlationId") ?? inner.Text("id")) is not { } key)
            return RecordReading.Malformed(EntraEnvelope.Within(path, "correlationId"), "is missing");
        if (
            (
                inner.Instant("activityDateTime")
                ?? record.Instant("activityDateTime")
                ?? record.Instant("time")
                ?? record.Instant("TimeGenerated")
            )
            is not { } time
        )
        {
            return RecordReading.Malformed(EntraEnvelope.Within(path, "activityDateTime"), "must be a time in ISO 8601");
        }
        var facts = new EntraRecordFacts(inner);
        var initiator = facts.Initiator;
        return RecordReading.Of(new ConsentEvent
        {
            Source = ConsentSource.Entra,
            EventKey = key,
            Provider = ProviderName.Entra,
            OccurredAt = time,
            Who = facts.Person,
            Principals = facts.Principals,
            App = operation == Consent ? facts.ConsentedApp() : facts.GrantedApp(),
            Scopes = UntrustedText.Scopes(operation == Consent ? facts.ConsentedScopes() : facts.GrantedScopes()),
            EarlierScopes = UntrustedText.Scopes(facts.EarlierScopes()),
            ConsentType = operation == AppRoleAssignment ? ConsentType.Application : facts.Reach(),
            IsAdminConsent = facts.Flag("ConsentContext.IsAdminConsent"),
            // In Log Analytics TenantId is the workspace's id.
            Tenant = record.Text("AADTenantId") ?? record.Text("tenantId"),
            IpAddress = initiator.Field("ipAddress").Text(),
            UserAgent = facts.Detail("User-Agent") ?? inner.Text("userAgent"),
        });
    }

    private static string? Known(string? activity)
    {
        var name = activity?.TrimEnd('.');
        return new[] { Consent, DelegatedGrant, AppRoleAssignment }.FirstOrDefault(known =>
            known.Equals(name, StringComparison.OrdinalIgnoreCase)
        );
    }

    // A timeout may have taken effect: only a definite failure is no consent.
    private static bool Failed(JsonElement inner, JsonElement record) =>
        (inner.Text("result") ?? record.Text("result") ?? "success").Equals("failure", StringComparison.OrdinalIgnoreCase);
}
