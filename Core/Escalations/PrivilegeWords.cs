using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations;

/// <summary>What is told about somebody's privilege when it is not the roster's own role.</summary>
public static class PrivilegeWords
{
    /// <summary>The role of whoever gave a consent that only an administrator can give.</summary>
    public const string ProvenAdministrator = "an administrator's consent, not in the roster";

    /// <summary>The role of an app that gave a consent.</summary>
    public const string ProvenApp = "an app that gives consents, not in the roster";

    public const string NotInRoster = "all of it is fresh, and it does not list who gave this consent";

    public const string Nameless = "the consent does not say who gave it";

    public const string NoRoster = "there is no roster";

    /// <param name="since">When the consent was decided about without the role.</param>
    public static string RoleIsNew(DateTimeOffset since) =>
        "the role is new: the roster did not list it when this consent was decided about first, at "
        + since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Unreadable(string reason) => $"the roster could not be read: {reason}";

    public static string NeverRead(string source) => $"the roster source {source} was never read";

    public static string Failed(string source) => $"the newest reading of the roster source {source} failed";

    public static string TooOld(string source) => $"the roster source {source} is too old";

    /// <param name="because">The import's reason, as a part of a sentence.</param>
    public static string Incomplete(string source, string because) => $"the roster source {source} is not complete: it {because}";

    public static string MayBeListed(string source) =>
        $"the roster source {source} lists an address that differs by a +tag only: it may be the same person";

    /// <param name="provider">Empty: the source lists addresses.</param>
    public static string CannotCompare(string source, string provider) =>
        provider.Length == 0
            ? $"the roster source {source} could not be compared: it lists addresses, and none is known of this account"
            : $"the roster source {source} could not be compared: it lists accounts of {provider}, and none is known of this person";

    public static string TooMany(int most) =>
        string.Create(CultureInfo.InvariantCulture, $"the grant is for more than {most} people, and not all of them were looked up");

    public static string AndMore(int more) => string.Create(CultureInfo.InvariantCulture, $"; and {more} more");

    /// <summary>E.g. <c>admin: Global Administrator</c>, or <c>privilege unknown</c>.</summary>
    public static string Standing(Privilege privilege, RosterCategory? category, string? role) => (privilege, category, role) switch
    {
        (Privilege.Unknown, _, _) => "privilege unknown",
        (_, { } known, { Length: > 0 }) => $"{Category(known)}: {role}",
        (_, { } known, _) => Category(known),
        (Privilege.Privileged, _, { Length: > 0 }) => role,
        (Privilege.Privileged, _, _) => "privileged",
        _ => "standard user",
    };

    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "Words inside a sentence.")]
    public static string Category(RosterCategory category) => category.ToString().ToLowerInvariant();

    /// <param name="setting">The key of the setting that says so.</param>
    public static string ChannelOnly(string setting) => $"pages nobody by itself, as {setting} says";
}
