using OAuthAttest.Grants;

namespace OAuthAttest.Rosters;

/// <summary>Somebody whose consents are escalated.</summary>
public sealed class RosterEntry
{
    public long Id { get; init; }

    /// <summary>Which <see cref="RosterSource"/> lists them.</summary>
    public required string Source { get; init; }

    /// <summary>Whose id <see cref="ExternalId"/> is; null where the entry has an address only.</summary>
    public ProviderName? Provider { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>Lower case.</summary>
    public string? Email { get; init; }

    public string? Name { get; init; }

    public required RosterCategory Category { get; init; }

    public string? Role { get; init; }
}
