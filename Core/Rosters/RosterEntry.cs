using OAuthAttest.Grants;

namespace OAuthAttest.Rosters;

/// <summary>A person, or an app with an administrator's role, whose consents are escalated.</summary>
public sealed class RosterEntry
{
    public long Id { get; init; }

    /// <summary>The <see cref="RosterSource"/> that lists the person.</summary>
    public required string Source { get; init; }

    /// <summary>The provider of <see cref="ExternalId"/>; null when the entry has only an address.</summary>
    public ProviderName? Provider { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>Lower case.</summary>
    public string? Email { get; init; }

    /// <summary>Other addresses and sign-in names of the person.</summary>
    public string[] Aliases { get; init; } = [];

    public bool IsApp { get; init; }

    /// <summary>The client id of an app; <see cref="ExternalId"/> is its service principal's.</summary>
    public string? ClientId { get; init; }

    public string? Name { get; init; }

    public required RosterCategory Category { get; init; }

    public string? Role { get; init; }
}
