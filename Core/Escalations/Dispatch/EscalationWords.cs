using System.Globalization;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>The facts of an escalation in plain words, shared by page, channel and event. Not escaped for any markup.</summary>
internal static class EscalationWords
{
    public const string DoFirst =
        "Revoke the app's grant. A password reset or MFA does NOT stop it: an app that was consented to holds tokens of its own.";

    public const string DrillFirst = "This is a drill. Acknowledge it, nothing else: it resolves by itself.";

    public static string Who(ConsentRecord consent) =>
        (consent.Facts.Who.Name, consent.Facts.Who.Email, consent.Facts.Who.ExternalId) switch
        {
            ({ Length: > 0 } name, { Length: > 0 } email, _) => $"{name} ({email})",
            ({ Length: > 0 } name, _, _) => name,
            (_, { Length: > 0 } email, _) => email,
            (_, _, { Length: > 0 } id) => $"account {id}",
            _ when consent.Facts.ConsentType == ConsentType.Application => "an administrator, for the app itself",
            _ => "somebody the source does not name",
        };

    /// <summary>E.g. <c>admin: Global Administrator</c>, or <c>privilege unknown</c>.</summary>
    public static string PrivilegeOf(Escalation decision) => decision switch
    {
        { Privilege: Privilege.Unknown } => "privilege unknown",
        { Category: { } category, Role: { Length: > 0 } role } => $"{Category(category)}: {role}",
        { Category: { } category } => Category(category),
        { Privilege: Privilege.Privileged } => "privileged",
        _ => "standard user",
    };

    public static string App(ConsentRecord consent) => consent.Facts.App.Name is { Length: > 0 } name ? name : consent.Facts.App.ClientId;

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
        _ => consent.Facts.IsAdminConsent == true ? "for themselves, as an administrator" : "for themselves",
    };

    public static string RosterAge(Escalation decision, DateTimeOffset now) =>
        decision.RosterReadAt is { } at ? $"read {Span(now - at)} ago" : "could not be read";

    /// <summary>The time from the consent to its arrival here.</summary>
    public static TimeSpan Delay(ConsentRecord consent) =>
        consent.ReceivedAt > consent.Facts.OccurredAt ? consent.ReceivedAt - consent.Facts.OccurredAt : TimeSpan.Zero;

    /// <summary>Null: no campaign removed it before.</summary>
    public static string? RemovedBefore(ConsentView of) => RemovedBefore(of.Consent, of.Decision);

    private static string? RemovedBefore(ConsentRecord consent, Escalation decision) =>
        decision.RemovedAt is not { } at ? null
        : decision.RemovedByCampaign is { Length: > 0 } campaign
            ? $"removed {Span(consent.Facts.OccurredAt - at)} ago by campaign {campaign}, consented again"
        : $"removed {Span(consent.Facts.OccurredAt - at)} ago, consented again";

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

    public static string Category(RosterCategory category) => Lower(category.ToString());

    /// <summary>What a person must do at the provider if this app cannot. The client id is shown beside it.</summary>
    public static string ByHand(ConsentRecord consent) =>
        consent.Facts.Provider.ToString() switch
        {
            "entra" =>
                "Entra admin center, Enterprise applications, the app with the client id below: Permissions, Review "
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
                $"In the administration of {consent.Facts.Provider}: take the grant of the client id below from the person, or block the app.",
        };

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Globalization",
        "CA1308:Normalize strings to uppercase",
        Justification = "Words inside a sentence."
    )]
    private static string Lower(string word) => word.ToLowerInvariant();
}
