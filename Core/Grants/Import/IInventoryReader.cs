namespace OAuthAttest.Grants.Import;

/// <summary>Reads one inventory source, independent of its format.</summary>
public interface IInventoryReader
{
    /// <summary>The inventory source's name, e.g. <c>entra</c> or <c>google:contoso</c>.</summary>
    public string Source { get; }

    public ProviderName Provider { get; }

    /// <summary>Whether it reads all accounts of the provider, so that an account missing from the reading has vanished.</summary>
    public bool ListsAllUsers { get; }

    /// <summary>Whether reading waits for another service; then no transaction may be open meanwhile.</summary>
    public bool IsRemote { get; }

    /// <summary>What it means that a grant is listed more than once.</summary>
    public RepeatedGrants Repeated => RepeatedGrants.AreAnError;

    /// <summary>
    /// Streams the records; users and apps come before the grants that refer to them. Problems are added to <see cref="Reading.Errors"/>,
    /// and reading continues where possible. If there are any errors, nothing is imported. It may be called again.
    /// </summary>
    public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation);
}
