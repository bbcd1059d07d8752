using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The roster's result for a person.</summary>
/// <param name="Category">For a privileged person.</param>
/// <param name="Role">For a privileged person, where it is known.</param>
/// <param name="ReadAt">When the part of the roster that decided was last read; null: there is none, or it could not be read.</param>
/// <param name="Why">For an unknown privilege: the reason, in our words.</param>
public sealed record RosterFinding(Privilege Privilege, RosterCategory? Category, string? Role, DateTimeOffset? ReadAt, string? Why)
{
    public static RosterFinding Privileged(RosterCategory category, string? role, DateTimeOffset? readAt) =>
        new(Privilege.Privileged, category, role, readAt, null);

    public static RosterFinding Standard(DateTimeOffset readAt) => new(Privilege.Standard, null, null, readAt, null);

    public static RosterFinding Unknown(string why, DateTimeOffset? readAt = null) => new(Privilege.Unknown, null, null, readAt, why);
}
