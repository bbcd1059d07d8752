using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>Somebody whom a source lists, and why. Who has two roles has two records.</summary>
/// <param name="Provider">Whose id <paramref name="ExternalId"/> is.</param>
/// <param name="Email">Lower case. Without it there is an id.</param>
public sealed record RosterRecord(ProviderName? Provider, string? ExternalId, string? Email, string? Name, RosterCategory Category, string? Role);

/// <summary>Reads a source of the privileged roster to its end.</summary>
public interface IRosterReader
{
    /// <summary>What kind of source it is, for the evidence.</summary>
    public string Kind { get; }

    /// <summary>The records; what is wrong is added to the errors of <paramref name="reading"/>, and then nothing is imported.</summary>
    /// <exception cref="InventoryRejectedException">It is not readable at all.</exception>
    public Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation);
}
