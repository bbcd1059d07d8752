using System.Globalization;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>
/// An entry of an organization's audit log, as log streaming or the API writes it: an owner let an OAuth app, or a fine-grained token,
/// reach the organization. No webhook tells of the former. The entries have no scopes.
/// </summary>
/// <remarks>
/// The events: https://docs.github.com/organizations/keeping-your-organization-secure, "Audit log events for your organization".
/// </remarks>
internal static class GitHubAuditEntry
{
    private const string AppApproved = "org.oauth_app_access_approved";
    private const string TokenApproved = "personal_access_token.access_granted";

    public static RecordReading Read(JsonElement entry)
    {
        var action = entry.Text("action");
        if (action is not (AppApproved or TokenApproved))
            return RecordReading.NoConsent;
        if ((Time(entry, "@timestamp") ?? Time(entry, "created_at")) is not { } time)
            return RecordReading.Malformed("created_at", "must be a time in Unix milliseconds or ISO 8601");
        var app = action == AppApproved ? OAuthApp(entry) : Token(entry);
        var identity = entry.Text("_document_id")
            ?? string.Create(CultureInfo.InvariantCulture, $"{entry.Text("org")}-{app.ClientId}-{time.ToUnixTimeMilliseconds()}");
        return RecordReading.Of(
            new ConsentEvent
            {
                Source = ConsentSource.GitHub,
                EventKey = $"{action}-{identity}",
                OtherContent = OtherContent.IsSeparate,
                Provider = ProviderName.GitHub,
                OccurredAt = time,
                Who = new ConsentingPerson(
                    entry.Text("actor_id"), null, entry.Text("actor"), IsApp: entry.Text("actor_is_bot") == "true"),
                App = app,
                Scopes = [],
                // An approved app may be used by every member; an approved token acts as its owner.
                ConsentType = action == AppApproved ? ConsentType.Tenant : ConsentType.Principal,
                IsAdminConsent = true,
                Tenant = entry.Text("org") ?? entry.Text("business"),
                IpAddress = entry.Text("actor_ip"),
                UserAgent = entry.Text("user_agent"),
            }
        );
    }

    private static ConsentedApp OAuthApp(JsonElement entry) => new(
        entry.Text("oauth_application_id") ?? entry.Text("application_id") ?? Grants.OAuthApp.UnknownClientId,
        entry.Text("oauth_application_name") ?? entry.Text("oauth_application") ?? entry.Text("application_name"));

    private static ConsentedApp Token(JsonElement entry) => new(
        (entry.Text("user_programmatic_access_id") ?? entry.Text("token_id")) is { } id
            ? GitHubTokens.ClientId(id)
            : Grants.OAuthApp.UnknownClientId,
        GitHubTokens.Name(entry.Text("user_programmatic_access_name"), entry.Text("user")));

    private static DateTimeOffset? Time(JsonElement entry, string name) =>
        entry.Field(name) is { ValueKind: JsonValueKind.Number } number
            ? number.TryGetInt64(out var milliseconds) && milliseconds is >= 0 and < 253_402_300_800_000
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null
            : entry.Instant(name);
}
