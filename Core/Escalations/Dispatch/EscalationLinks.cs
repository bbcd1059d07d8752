using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>Links for the responder.</summary>
public sealed class EscalationLinks(IOptions<EscalationOptions> options)
{
    private const string EntraAppPage = "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions";

    /// <summary>The address of this app.</summary>
    public Uri? App => options.Value.AppUrl;

    public Uri? Runbook => options.Value.RunbookUrl;

    /// <summary>This app's report on the escalation. It needs a key, which is not part of the link.</summary>
    public Uri? Escalation(Incident incident) =>
        options.Value.AppUrl is { } app && IncidentKeys.EscalationKeyOf(incident.DedupKey) is { } key
            ? new Uri(new Uri(app.AbsoluteUri.TrimEnd('/') + '/'), $"api/escalations/{key}")
            : null;

    /// <summary>
    /// Where the app's grants are listed at its provider; null where the source's facts determine no certain address. Entra's own page of
    /// an app needs the object id besides the client id; where the source does not report both, the link goes to the list of apps, which
    /// can be searched by client id.
    /// </summary>
    public static Uri? Console(ConsentRecord consent) => consent.Facts.Provider.ToString() switch
    {
        "entra" when Guid.TryParse(consent.Facts.App.ObjectId, out var objectId)
            && Guid.TryParse(consent.Facts.App.ClientId, out var clientId) =>
            new Uri($"{EntraAppPage}/objectId/{objectId}/appId/{clientId}"),
        "entra" => new Uri("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview"),
        "google" => new Uri("https://admin.google.com/ac/owl/list?tab=apps"),
        "github" when consent.Facts.Tenant is { Length: > 0 and <= 39 } login && login.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') =>
            new Uri($"https://github.com/organizations/{login}/settings/installations"),
        _ => null,
    };
}
