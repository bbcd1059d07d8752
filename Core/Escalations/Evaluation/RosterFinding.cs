using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The roster's result for a person or an app.</summary>
/// <param name="Category">For somebody whom the roster lists.</param>
/// <param name="Role">For somebody privileged, where it is known.</param>
/// <param name="ReadAt">When the part of the roster that decided was last read; null: there is none, or it could not be read.</param>
/// <param name="Why">
/// For an unknown privilege the reason, and for a privilege that the consent itself proves what the roster has instead; in our words.
/// </param>
public sealed record RosterFinding(Privilege Privilege, RosterCategory? Category, string? Role, DateTimeOffset? ReadAt, string? Why)
{
    /// <summary>Who it is by the roster or the inventory: a name, an address, or both; null where neither knows.</summary>
    public string? Person { get; init; }

    public static RosterFinding Privileged(RosterCategory category, string? role, DateTimeOffset? readAt) =>
        new(Privilege.Privileged, category, role, readAt, null);

    public static RosterFinding Standard(DateTimeOffset readAt) => new(Privilege.Standard, null, null, readAt, null);

    public static RosterFinding Unknown(string why, DateTimeOffset? readAt = null) => new(Privilege.Unknown, null, null, readAt, why);

    /// <summary>The same, as the consent itself proves it: whoever the roster does not list counts as privileged.</summary>
    /// <param name="role">What makes the actor privileged.</param>
    public RosterFinding Proven(string role) =>
        Privilege == Privilege.Privileged
            ? this
            : this with { Privilege = Privilege.Privileged, Role = role, Why = Why ?? PrivilegeWords.NotInRoster };

    /// <summary>Whether this one says more: a privileged person counts before an unknown one, and that before a standard user.</summary>
    public bool IsGraverThan(RosterFinding other) => Rank(Privilege) > Rank(other.Privilege);

    private static int Rank(Privilege privilege) => privilege switch
    {
        Privilege.Privileged => 2,
        Privilege.Unknown => 1,
        _ => 0,
    };
}
