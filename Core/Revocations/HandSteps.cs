using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest.Revocations;

/// <summary>What a person does at the provider to remove one grant, or to take scopes from it, where this app cannot.</summary>
/// <param name="Words">The steps, in the order of the provider's own pages.</param>
/// <param name="Page">The page to begin with; null: its address depends on what is not known here.</param>
/// <param name="Command">What does it in one line, with the grant's own ids; null: there is none.</param>
public sealed record HandSteps(string Words, Uri? Page, string? Command)
{
    private const string EntraAppPage = "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions";
    private const string EntraApps = "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview";

    public static HandSteps Of(HandTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Without.Count > 0)
            return NarrowingSteps.Of(task);
        return task.Provider.ToString() switch
        {
            "entra" => Entra(task),
            "google" => Google(task),
            "okta" => Okta(task),
            "github" => GitHub(task),
            "slack" => new HandSteps(
                "As an owner of the Slack workspace: Manage apps, Installed apps, the app; under Authorizations revoke "
                    + $"{Whose(task, "the person's authorization", "the app's installation")}.",
                new Uri("https://my.slack.com/apps/manage"),
                null),
            var other => new HandSteps(
                $"In the administration of {other}: find the app by its client id {task.ClientId} and take the access of "
                    + $"{Whose(task, "this account", "everybody")} from it. Then have the inventory read again.",
                null,
                null),
        };
    }

    /// <summary>
    /// The portal revokes no user's consent: https://learn.microsoft.com/entra/identity/enterprise-apps/manage-application-permissions.
    /// </summary>
    private static HandSteps Entra(HandTask task)
    {
        var page = EntraPage(task);
        if (task.ConsentType == ConsentType.Application)
        {
            return new HandSteps(
                "Entra admin center, the app, Permissions, Admin consent: at each application permission"
                    + $"{AtApi(task)}, the menu … and Revoke permission.",
                page,
                null);
        }
        var isPersons = task.ConsentType == ConsentType.Principal;
        var words = isPersons
            ? "Entra's portal shows a person's consent and cannot revoke it. In PowerShell: Connect-MgGraph -Scopes "
                + "DelegatedPermissionGrant.ReadWrite.All, then the command below."
            : $"Entra admin center, the app, Permissions, Admin consent: at each delegated permission{AtApi(task)}, the menu … and Revoke "
                + "permission. Or in PowerShell: Connect-MgGraph -Scopes DelegatedPermissionGrant.ReadWrite.All, then the command below.";
        return new HandSteps(words, page, EntraCommand(task));
    }

    internal static Uri EntraPage(HandTask task) =>
        Guid.TryParse(task.ObjectId, out var principal) && Guid.TryParse(task.ClientId, out var app)
            ? new Uri($"{EntraAppPage}/objectId/{principal}/appId/{app}")
            : new Uri(EntraApps);

    private static string EntraCommand(HandTask task) => EntraGrantId.IsGraphs(task.GrantId)
        ? $"Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId {Quoted(task.GrantId)}"
        : EntraLookUp(task);

    /// <summary>
    /// The list did not have Graph's id of the grant: it is looked up, and whoever changes it sees which ones there are.
    /// </summary>
    internal static string EntraLookUp(HandTask task)
    {
        var client = task.ObjectId is { } known ? Quoted(known)
            : task.ClientId.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal)
                ? Quoted(task.ClientId[EntraAppId.ObjectIdPrefix.Length..])
            : $"(Get-MgServicePrincipal -Filter \"appId eq {Quoted(task.ClientId)}\").Id";
        var list = task.ConsentType == ConsentType.Principal && (task.PersonId ?? task.PersonEmail) is { } person
            ? $"Get-MgUserOauth2PermissionGrant -UserId {Quoted(person)} -All"
            : "Get-MgOauth2PermissionGrant -All | Where-Object ConsentType -eq 'AllPrincipals'";
        return $"{list} | Where-Object ClientId -eq {client}";
    }

    private static HandSteps Google(HandTask task) => task.ConsentType == ConsentType.Principal
        ? new HandSteps(
            "Google Admin console, Directory, Users, the person, Security, Connected applications: the app with the client id "
                + $"{task.ClientId}, Remove. The person can sign in to it again unless the app is blocked under Security, API controls.",
            new Uri("https://admin.google.com/ac/users"),
            null)
        : new HandSteps(
            "Google Admin console, Security, Access and data control, API controls: under Domain-wide delegation delete the client id "
                + $"{task.ClientId}; if an administrator installed the app, remove it under Apps, Google Workspace Marketplace apps.",
            new Uri("https://admin.google.com/ac/owl/domainwidedelegation"),
            null);

    private static HandSteps Okta(HandTask task) => task.ConsentType switch
    {
        // No page of the console lists what a person consented to.
        ConsentType.Principal when (task.PersonId ?? task.PersonEmail) is { } person => OktaConsent(
            task, $"/api/v1/users/{Step(person)}", $"/api/v1/users/{Step(person)}/clients/{Step(task.ClientId)}"),
        ConsentType.Principal => new HandSteps(
            $"It is not known whose consent it is. Okta Admin Console, Reports, System Log: search for the client id {task.ClientId} and "
                + "app.oauth2.as.consent.grant; then clear the sessions and tokens of that person.",
            null,
            null),
        ConsentType.Tenant => new HandSteps(
            $"Okta Admin Console, Applications, the app with the client id {task.ClientId}, Okta API Scopes: Revoke what it has.",
            null,
            null),
        _ => new HandSteps(
            $"Okta Admin Console, Applications, the app with the client id {task.ClientId}, Admin roles: take its roles; and under "
                + "Okta API Scopes revoke what it has.",
            null,
            null),
    };

    /// <summary>Of one authorization server, or of all where the inventory names none.</summary>
    private static HandSteps OktaConsent(HandTask task, string user, string client) => task.Resource is { Length: > 0 } issuer
        ? new HandSteps(
            "Okta's Admin Console has no page for one consent. With an API token of an administrator: read both lists below, and delete "
                + $"in each what has the issuer {issuer}, for the tokens outlive the consent. The rest is another consent of the same app.",
            null,
            $"GET {client}/grants and DELETE {user}/grants/<id>\nGET {client}/tokens and DELETE {client}/tokens/<id>")
        : new HandSteps(
            "Okta's Admin Console has no page for one consent. With an API token of an administrator: both calls below, for the tokens "
                + "outlive the consent.",
            null,
            $"DELETE {client}/grants\nDELETE {client}/tokens");

    private static HandSteps GitHub(HandTask task) => task.ConsentType == ConsentType.Principal
        ? new HandSteps(
            "GitHub lets nobody but the person revoke it: Settings, Applications, Authorized OAuth Apps (or Authorized GitHub Apps), the "
                + "app, Revoke. An organization's owner can deny the app its data: the organization's Settings, Third-party access.",
            new Uri("https://github.com/settings/applications"),
            null)
        : new HandSteps(
            "As an owner of the GitHub organization: its Settings, Third-party access, GitHub Apps (or OAuth app policy): the app, "
                + "Configure, Uninstall (or Deny access).",
            null,
            null);

    internal static string AtApi(HandTask task) => task.Resource is { Length: > 0 } api ? $" of {api}" : "";

    private static string Whose(HandTask task, string persons, string everybodys) =>
        task.ConsentType == ConsentType.Principal ? persons : everybodys;

    internal static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Step(string text) => Uri.EscapeDataString(text);
}
