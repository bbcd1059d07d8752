using System.Globalization;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>The facts of an escalation in plain words, shared by page, channel and event. Not escaped for any markup.</summary>
internal static class EscalationWords
{
    public const string DoFirst =
        "Revoke the app's grant. A password reset or MFA does NOT stop it: an app that was consented to holds tokens of its own.";

    public const string DrillFirst = "This is a drill. Acknowledge it, nothing else: it resolves by itself.";

    public static string Who(ConsentRecord consent) =>
        consent.Facts.OtherPrincipals.Any() ? $"{Maker(consent)} on behalf of {Holder(consent)}" : Maker(consent);

    private static string Maker(ConsentRecord consent) =>
        consent.Facts.Who is { IsApp: true } app
            ? $"the app {app.Name ?? app.ClientId ?? app.ExternalId ?? "that the source does not name"}"
            : Named(consent);

    private static string Named(ConsentRecord consent) =>
        (consent.Facts.Who.Name, consent.Facts.Who.Email, consent.Facts.Who.ExternalId) switch
        {
            ({ Length: > 0 } name, { Length: > 0 } email, _) => $"{name} ({email})",
            ({ Length: > 0 } name, _, _) => name,
            (_, { Length: > 0 } email, _) => email,
            (_, _, { Length: > 0 } id) => $"account {id}",
            _ when consent.Facts.ConsentType == ConsentType.Application => "an administrator, for the app itself",
            _ => "somebody the source does not name",
        };

    /// <summary>Who consented and, where the decision tells, for whom.</summary>
    public static string Who(ConsentRecord consent, Escalation decision) =>
        decision.OnBehalfOf is { Length: > 0 } other ? $"{Maker(consent)} on behalf of {other}" : Who(consent);

    /// <summary>Whose grant it is: the maker's, unless it was made for somebody else.</summary>
    public static string Holder(ConsentRecord consent) =>
        consent.Facts.Principals.Count == 0 || !consent.Facts.OtherPrincipals.Any()
            ? Maker(consent)
            : $"account {string.Join(", ", consent.Facts.Principals)}";

    /// <summary>E.g. <c>admin: Global Administrator</c>, or <c>privilege unknown</c>.</summary>
    public static string PrivilegeOf(Escalation decision)
    {
        var standing = PrivilegeWords.Standing(decision.Privilege, decision.Category, decision.Role);
        return decision.IsPrivilegeOfPrincipal ? $"for whom it is: {standing}" : standing;
    }

    /// <summary>The scopes that the app did not have before, as far as the source tells.</summary>
    public static string NewScopes(ConsentRecord consent)
    {
        var added = consent.Facts.Scopes.Except(consent.Facts.EarlierScopes, StringComparer.Ordinal).ToList();
        return added.Count == 0 ? "nothing: the app had all of it before" : string.Join(", ", added);
    }

    public static string App(ConsentRecord consent) => consent.Facts.App switch
    {
        { Name: { Length: > 0 } name } => name,
        { ClientId: OAuthApp.UnknownClientId } => "an app that the source does not name",
        { ClientId: var id } when ObjectIdOf(id) is { } objectId => $"an app without a known name (service principal {objectId})",
        { ClientId: var id } => id,
    };

    /// <summary>The id that the app is shown by: the client id, or where only that is known, Entra's object id.</summary>
    public static string AppId(ConsentRecord consent) => ObjectIdOf(consent.Facts.App.ClientId) ?? consent.Facts.App.ClientId;

    public static string AppIdKind(ConsentRecord consent) => ObjectIdOf(consent.Facts.App.ClientId) is null ? "client id" : "object id";

    public static string Publisher(ConsentRecord consent)
    {
        var name = consent.Facts.App.Publisher is { Length: > 0 } publisher ? publisher : "an unnamed publisher";
        return consent.Facts.App.IsPublisherVerified switch
        {
            true => $"{name} (verified)",
            false => $"{name} (NOT verified)",
            null => $"{name} (not known if verified)",
        };
    }

    public static string Verified(ConsentRecord consent) =>
        consent.Facts.App.IsPublisherVerified switch
        {
            true => "true",
            false => "false",
            null => "unknown",
        };

    public static string Kind(ConsentRecord consent) => consent.Facts.ConsentType switch
    {
        ConsentType.Tenant => "for everybody in the tenant",
        ConsentType.Application => "permissions that the app uses by itself",
        _ when consent.Facts.OtherPrincipals.Any() => "for another account than the maker's",
        _ => consent.Facts.IsAdminConsent == true ? "for themselves, as an administrator" : "for themselves",
    };

    /// <summary>How old the roster was that decided, or why none did.</summary>
    public static string RosterAge(Escalation decision, DateTimeOffset now) =>
        decision.RosterReadAt is { } at ? $"read {Span(now - at)} ago" : decision.RosterNote ?? "could not be read";

    /// <summary>What there is to say about the roster besides its age; null: nothing.</summary>
    public static string? RosterNote(Escalation decision) => decision.RosterReadAt is null ? null : decision.RosterNote;

    /// <summary>The time from the consent to its arrival here.</summary>
    public static TimeSpan Delay(ConsentRecord consent) =>
        consent.ReceivedAt > consent.Facts.OccurredAt ? consent.ReceivedAt - consent.Facts.OccurredAt : TimeSpan.Zero;

    /// <summary>Null: no campaign removed it before, or was to. It says of that only what is proven.</summary>
    public static string? RemovedBefore(ConsentView of) => RemovedBefore(of.Consent, of.Decision);

    private static string? RemovedBefore(ConsentRecord consent, Escalation decision)
    {
        if (decision.RemovedAt is not { } at)
            return null;
        var ago = $"{Span(consent.Facts.OccurredAt - at)} ago";
        var by = decision.RemovedByCampaign is { Length: > 0 } campaign ? $" by campaign {campaign}" : "";
        return decision.RemovalStanding switch
        {
            RemovalStanding.Removed => $"removed {ago}{by}, consented again",
            RemovalStanding.Narrowed => $"kept without some of these permissions {ago}{by}, consented to them again",
            RemovalStanding.Decided => $"decided {ago}{by} to be removed and not proven gone, consented again",
            _ => $"listed for removal {ago}{by}, consented again",
        };
    }

    public static string Span(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Number(time.TotalDays, "days"),
        { TotalHours: >= 2 } => Number(time.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Number(time.TotalMinutes, "minutes"),
        { TotalSeconds: >= 0 } => Number(time.TotalSeconds, "s"),
        _ => "0 s",
    };

    /// <summary>At most this long: rounded up, where <see cref="Span"/> rounds down.</summary>
    public static string AtMost(TimeSpan time) =>
        time.TotalHours >= 2 && time.Minutes == 0 && time.Seconds == 0
            ? Number(time.TotalHours, "hours")
            : Number(Math.Ceiling(time.TotalMinutes), "minutes");

    public static string Risk(Risk risk) => Lower(risk.ToString());

    public static string Category(RosterCategory category) => PrivilegeWords.Category(category);

    /// <summary>What a person must do at the provider if this app cannot. The client id is shown beside it.</summary>
    public static string ByHand(ConsentRecord consent) =>
        consent.Facts.Provider.ToString() switch
        {
            "entra" =>
                "Entra admin center, Enterprise applications, the app with the id below: Permissions, Review "
                    + "permissions, revoke them; under Users and groups remove the person; or set \"Enabled for users to sign-in\" to No.",
            "google" =>
                "Google Admin console, Security, API controls, App access control: block the client id below; then "
                    + "on the person's page, Security, Connected applications: remove it.",
            "okta" =>
                "Okta Admin Console, Directory, People, the person: on the Applications tab unassign the client id below, and under "
                    + "More actions clear their sessions and tokens.",
            "github" =>
                "GitHub, the organization's Settings, GitHub Apps (or OAuth app policy): uninstall or suspend the app with the id below.",
            _ =>
                $"In the administration of {consent.Facts.Provider}: take the grant of the client id below from the person, or block the "
                    + "app.",
        };

    private static string? ObjectIdOf(string clientId) =>
        clientId.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal) ? clientId[EntraAppId.ObjectIdPrefix.Length..] : null;

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Globalization",
        "CA1308:Normalize strings to uppercase",
        Justification = "Words inside a sentence."
    )]
    private static string Lower(string word) => word.ToLowerInvariant();
}
