using System.Globalization;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>
/// A GitHub App was installed, or its owner accepted new permissions. The event's name comes in a header that the signature does not
/// cover, so only the body is used to find out what happened; the key is derived from that, so that a redelivery has the same key.
/// </summary>
internal static class GitHubInstallation
{
    private const string Created = "created";
    private const string PermissionsAccepted = "new_permissions_accepted";

    public static RecordReading Read(JsonElement root)
    {
        // Events of other kinds have an installation too, but only its id.
        if (root.Text("action") is not (Created or PermissionsAccepted) || root.Field("installation") is not { } installation
            || installation.Field("permissions") is not { ValueKind: JsonValueKind.Object } permissions)
        {
            return RecordReading.NoConsent;
        }

        var action = root.Text("action")!;
        if (installation.Text("id") is not { } id)
            return RecordReading.Malformed("installation.id", "is missing");
        var timeField = action == Created ? "created_at" : "updated_at";
        if (installation.Instant(timeField) is not { } time)
            return RecordReading.Malformed($"installation.{timeField}", "must be a time in ISO 8601");
        var account = installation.Field("account");
        return RecordReading.Of(
            new ConsentEvent
            {
                Source = ConsentSource.GitHub,
                EventKey = string.Create(CultureInfo.InvariantCulture, $"installation-{id}-{action}-{time.ToUnixTimeSeconds()}"),
                OtherContent = OtherContent.IsSeparate,
                Provider = ProviderName.GitHub,
                OccurredAt = time,
                Who = GitHubAccount.Person(root.Field("sender")),
                App = new ConsentedApp(installation.Text("app_id") ?? OAuthApp.UnknownClientId, installation.Text("app_slug")),
                Scopes = UntrustedText.Scopes(GitHubPermissions.Names(permissions)),
                // An installed app acts by itself, also on a personal account.
                ConsentType = ConsentType.Application,
                IsAdminConsent = ByAdministrator(installation.Text("target_type") ?? account.Text("type")),
                Tenant = account.Text("login") ?? account.Text("slug"),
            }
        );
    }

    /// <summary>
    /// Only owners let an app into an organization or enterprise; on a personal account it is the account's own person.
    /// </summary>
    private static bool? ByAdministrator(string? target) => target switch
    {
        "Organization" or "Enterprise" or "Business" => true,
        "User" => false,
        _ => null,
    };
}
