using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Okta;

/// <summary>
/// One event of Okta's System Log, pushed or polled: the key is its <c>uuid</c> either way.
/// </summary>
/// <remarks>
/// https://developer.okta.com/docs/reference/api/event-types/. Okta documents the envelope, not what each type carries in its targets:
/// app and scopes are looked for by the kind of target, in <c>detailEntry</c> and in <c>debugData</c>, never by position. The event of a
/// custom authorization server may name Okta's own system as actor, and the person only in a target's <c>detailEntry</c>.
/// </remarks>
public static class OktaLogEvent
{
    public const string CustomServerConsent = "app.oauth2.as.consent.grant";
    public const string OrgServerConsent = "app.oauth2.consent.grant";
    public const string AdminConsent = "app.oauth2.admin.consent.grant";
    public const string ClientPrivilege = "app.oauth2.client.privilege.grant";

    private static readonly string[] ScopeFields = ["scopes", "scope", "grantedScopes", "requestedScopes"];
    private static readonly string[] PrivilegeFields = ["privilegeGranted", "role", "roleType"];
    private static readonly string[] ClientFields = ["clientId", "client_id", "publicclientapp", "clientAppId", "appInstanceId"];

    /// <param name="path">Where the event is in the body, to name a wrong field.</param>
    /// <param name="org">The org's host; the event does not name it.</param>
    public static RecordReading Read(JsonElement entry, string path, string? org = null)
    {
        if (entry.Text("eventType") is not { } type)
            return RecordReading.Malformed($"{path}.eventType", "is missing");
        if (type is not (CustomServerConsent or OrgServerConsent or AdminConsent or ClientPrivilege) || !Succeeded(entry))
            return RecordReading.NoConsent;
        if (entry.Text("uuid") is not { } id)
            return RecordReading.Malformed($"{path}.uuid", "is missing");
        if (entry.Instant("published") is not { } published)
            return RecordReading.Malformed($"{path}.published", "must be a time in ISO 8601");
        var targets = entry.Items("target").ToList();
        return RecordReading.Of(
            new ConsentEvent
            {
                Source = ConsentSource.Okta,
                EventKey = id,
                OtherContent = OtherContent.IsSeparate,
                Provider = ProviderName.Okta,
                OccurredAt = published,
                Who = Person(entry, targets),
                App = App(entry, targets),
                Scopes = UntrustedText.Scopes(type == ClientPrivilege ? Privileges(entry, targets) : Scopes(entry, targets)),
                ConsentType = type switch
                {
                    ClientPrivilege => ConsentType.Application,
                    AdminConsent => ConsentType.Tenant,
                    _ => ConsentType.Principal,
                },
                IsAdminConsent = type is AdminConsent or ClientPrivilege ? true : null,
                Tenant = org,
                IpAddress = entry.Field("client").Text("ipAddress"),
                UserAgent = entry.Field("client").Field("userAgent").Text("rawUserAgent"),
                // Okta delivers the other two event types to no event hook.
                IsPushExpected = type is CustomServerConsent or ClientPrivilege,
            }
        );
    }

    // SKIPPED, FAILURE, DENY, CHALLENGE, UNKNOWN are no consent; an event without an outcome counts as successful.
    private static bool Succeeded(JsonElement entry) => entry.Field("outcome").Text("result") is null or "SUCCESS" or "ALLOW";

    private static ConsentingPerson Person(JsonElement entry, List<JsonElement> targets)
    {
        if (entry.Field("actor") is { } actor && IsPerson(actor.Text("type")))
            return new ConsentingPerson(actor.Text("id"), EmailAddress.Of(actor.Text("alternateId")), actor.Text("displayName"));
        if (targets.Where(target => target.Text("type") == "User").Cast<JsonElement?>().FirstOrDefault() is { } user)
            return new ConsentingPerson(user.Text("id"), EmailAddress.Of(user.Text("alternateId")), user.Text("displayName"));
        if (Detail(targets, ["user", "userId"]) is { } id)
            return new ConsentingPerson(id, null, null);
        return entry.Field("actor") is { } app && IsClient(app.Text("type"))
            ? new ConsentingPerson(app.Text("id"), null, app.Text("displayName"), IsApp: true, app.Text("alternateId"))
            : new ConsentingPerson(null, null, null);
    }

    // The other actors that are no person are Okta's own systems.
    private static bool IsClient(string? type) =>
        type is not null
        && (type.Contains("Client", StringComparison.OrdinalIgnoreCase) || type.Contains("App", StringComparison.OrdinalIgnoreCase));

    private static bool IsPerson(string? type) => type is null || type.Contains("User", StringComparison.OrdinalIgnoreCase);

    private static ConsentedApp App(JsonElement entry, List<JsonElement> targets)
    {
        var app = targets.Where(IsApp).Cast<JsonElement?>().FirstOrDefault();
        var id = Debug(entry, ClientFields) ?? Detail(targets, ClientFields) ?? app.Text("id") ?? OAuthApp.UnknownClientId;
        return new ConsentedApp(id, app.Text("displayName"));
    }

    private static bool IsApp(JsonElement target) =>
        target.Text("type") is { } type
        && !IsScope(target)
        && (
            type.Contains("AppInstance", StringComparison.OrdinalIgnoreCase) || type.Contains("Client", StringComparison.OrdinalIgnoreCase)
        );

    private static IEnumerable<string> Scopes(JsonElement entry, List<JsonElement> targets) =>
        targets.Where(IsScope).Select(target => target.Text("displayName") ?? target.Text("alternateId")).OfType<string>()
            .Concat(targets.SelectMany(target => ScopeFields.SelectMany(name => target.Field("detailEntry").Field(name).Scopes())))
            .Concat(ScopeFields.SelectMany(name => DebugData(entry).Field(name).Scopes()));

    // A grant's id begins with oag, whatever its target is called.
    private static bool IsScope(JsonElement target) =>
        target.Text("id")?.StartsWith("oag", StringComparison.Ordinal) == true
        || (
            target.Text("type") is { } type
            && (
                type.Contains("scope", StringComparison.OrdinalIgnoreCase)
                || type.Contains("consentgrant", StringComparison.OrdinalIgnoreCase)
            )
        );

    // An admin role given to a client is no scope, but it also determines what the client may do.
    private static IEnumerable<string> Privileges(JsonElement entry, List<JsonElement> targets) =>
        targets
            .Where(target => target.Text("type")?.Contains("role", StringComparison.OrdinalIgnoreCase) == true)
            .Select(target => target.Text("displayName"))
            .Concat(
                PrivilegeFields.SelectMany(name =>
                    (DebugData(entry).Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                )
            )
            .OfType<string>()
            .Select(role => ScopeNames.RolePrefix + role);

    private static JsonElement? DebugData(JsonElement entry) => entry.Field("debugContext").Field("debugData");

    private static string? Debug(JsonElement entry, string[] names) =>
        names.Select(name => DebugData(entry).Text(name)).FirstOrDefault(text => text is not null);

    private static string? Detail(List<JsonElement> targets, string[] names) =>
        targets.SelectMany(target => names.Select(name => target.Field("detailEntry").Text(name))).FirstOrDefault(text => text is not null);
}
