using OAuthAttest.Grants;

namespace OAuthAttest.Rosters;

/// <summary>
/// Somebody whom a source's newest version lists and the one before did not, or with a lesser category. The row is taken away when the
/// consents that were decided about without it have been looked at.
/// </summary>
public sealed class RosterNews
{
    public long Id { get; init; }

    /// <summary>The <see cref="RosterSource"/> that lists the person.</summary>
    public required string Source { get; init; }

    /// <inheritdoc cref="RosterEntry.Provider"/>
    public ProviderName? Provider { get; init; }

    public string? ExternalId { get; init; }

    /// <inheritdoc cref="RosterEntry.Email"/>
    public string? Email { get; init; }

    /// <inheritdoc cref="RosterEntry.Aliases"/>
    public string[] Aliases { get; init; } = [];

    /// <inheritdoc cref="RosterEntry.ClientId"/>
    public string? ClientId { get; init; }

    /// <summary>When the version was read.</summary>
    public required DateTimeOffset FoundAt { get; init; }
}
