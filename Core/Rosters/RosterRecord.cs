using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>A person that a source lists, with the role. A person with two roles has two records.</summary>
/// <param name="Provider">The provider of <paramref name="ExternalId"/>.</param>
/// <param name="Email">Lower case. A record without an email has an id.</param>
public sealed record RosterRecord(
    ProviderName? Provider,
    string? ExternalId,
    string? Email,
    string? Name,
    RosterCategory Category,
    string? Role
);

/// <summary>Reads a source of the privileged roster to its end.</summary>
public interface IRosterReader
{
    /// <summary>The kind of source, for the evidence.</summary>
    public string Kind { get; }

    /// <summary>
    /// Streams the records. Problems are added to the errors of <paramref name="reading"/>; if there are any, nothing is imported.
    /// </summary>
    /// <exception cref="InventoryRejectedException">The source cannot be read at all.</exception>
    public Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation);
}
