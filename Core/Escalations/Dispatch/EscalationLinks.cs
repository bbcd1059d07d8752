using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>Where a responder can look.</summary>
public sealed class EscalationLinks(IOptions<EscalationOptions> options)
{
    /// <summary>This app.</summary>
    public Uri? App => options.Value.AppUrl;

    public Uri? Runbook => options.Value.RunbookUrl;

    /// <summary>This app's own account of it; behind a key, which is not in the link.</summary>
    public Uri? Escalation(Incident incident) =>
        options.Value.AppUrl is { } app && IncidentKeys.EscalationKeyOf(incident.DedupKey) is { } key
            ? new Uri(new Uri(app.AbsoluteUri.TrimEnd('/') + '/'), $"api/escalations/{key}")
            : null;

    /// <summary>
    /// Where the app's grants are to be found at its provider; null where no address is certain from what the source tells. Entra's own
    /// page of an app wants the object id beside the client id, which most sources do not tell: the list finds it by the client id.
    /// </summary>
    public static Uri? Console(ConsentRecord consent) => consent.Facts.Provider.ToString() switch
    {
        "entra" => new Uri("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview"),
        "google" => new Uri("https://admin.google.com/ac/owl/list?tab=apps"),
        "github" when consent.Facts.Tenant is { Length: > 0 and <= 39 } login && login.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') =>
            new Uri($"https://github.com/organizations/{login}/settings/installations"),
        _ => null,
    };
}
