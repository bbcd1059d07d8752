using OAuthAttest.Grants;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations;

/// <summary>The decision about one consent.</summary>
public sealed class Escalation
{
    public const int LongestNote = 1000;

    /// <summary>The consent's id: each consent has one decision, the newest.</summary>
    public required long ConsentId { get; init; }

    /// <summary>The evaluated revision of the consent.</summary>
    public required int Revision { get; set; }

    public required EscalationVerdict Verdict { get; set; }

    public required Privilege Privilege { get; set; }

    /// <summary>Why a privileged person counts as one; null for others.</summary>
    public RosterCategory? Category { get; set; }

    /// <summary>The role or group behind <see cref="Category"/>, in the provider's words.</summary>
    public string? Role { get; set; }

    /// <summary>The highest risk among the scopes.</summary>
    public required Risk Risk { get; set; }

    /// <summary>The names of the rules that made the consent high-scope; for an exit, of the rule that decided it.</summary>
    public required string[] Rules { get; set; }

    /// <summary>When the part of the roster that decided was last read; null: there is none, or it could not be read.</summary>
    public DateTimeOffset? RosterReadAt { get; set; }

    /// <summary>
    /// Why the privilege is unknown, or what the roster lacks about somebody whom the consent itself proves to be privileged; in our words.
    /// </summary>
    public string? RosterNote { get; set; }

    /// <summary>
    /// When it was decided about before a roster listed the person; null: the roster said the same from the beginning.
    /// </summary>
    public DateTimeOffset? RoleIsNewSince { get; set; }

    /// <summary>For whom the grant was made, with their standing, where it was not for its maker.</summary>
    public string? OnBehalfOf { get; set; }

    /// <summary>The privilege is that of the person in <see cref="OnBehalfOf"/>, and not the maker's.</summary>
    public bool IsPrivilegeOfPrincipal { get; set; }

    /// <summary>
    /// When a campaign removed the same app of the same person, or, where that is not proven, decided or listed it; null: never.
    /// </summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public string? RemovedByCampaign { get; set; }

    /// <summary>What is proven of that; null: no campaign did.</summary>
    public RemovalStanding? RemovalStanding { get; set; }

    public required string DictionaryVersion { get; set; }

    public required DateTimeOffset DecidedAt { get; set; }

    /// <summary>The incident that is paged; null after an exit.</summary>
    public long? IncidentId { get; set; }
}
