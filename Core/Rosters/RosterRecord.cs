using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>
/// A person that a source lists, or an app, with the role. Whoever has two roles has two records.
/// </summary>
/// <param name="Provider">The provider of <paramref name="ExternalId"/>.</param>
/// <param name="Email">Lower case. A record without an email has an id.</param>
/// <param name="IsApp">An app, and not a person.</param>
/// <param name="ClientId">The client id of an app.</param>
public sealed record RosterRecord(
    ProviderName? Provider,
    string? ExternalId,
    string? Email,
    string? Name,
    RosterCategory Category,
    string? Role,
    bool IsApp = false,
    string? ClientId = null
)
{
    private readonly string[] aliases = [];

    /// <summary>Other addresses and sign-in names, each as <see cref="Addresses.EmailAddress"/> writes it; in ordinal order.</summary>
    public IReadOnlyList<string> Aliases
    {
        get => aliases;
        init => aliases = [.. value];
    }

    public bool Equals(RosterRecord? other) =>
        other is not null
        && (Provider, ExternalId, Email, Name, Category, Role, IsApp, ClientId)
            == (other.Provider, other.ExternalId, other.Email, other.Name, other.Category, other.Role, other.IsApp, other.ClientId)
        && aliases.SequenceEqual(other.aliases, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Provider, ExternalId, Email, Name, Category, Role, ClientId, aliases.Length);
}

/// <summary>Reads a source of the privileged roster to its end.</summary>
public interface IRosterReader
{
    /// <summary>The kind of source, for the evidence.</summary>
    public string Kind { get; }

    /// <summary>
    /// After the reading: why the source is known not to list everybody it should, as a part of a sentence; null: nothing speaks against
    /// it.
    /// </summary>
    public string? IncompleteBecause => null;

    /// <summary>
    /// Streams the records. Problems are added to the errors of <paramref name="reading"/>; if there are any, nothing is imported.
    /// </summary>
    /// <exception cref="InventoryRejectedException">The source cannot be read at all.</exception>
    public Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation);
}
