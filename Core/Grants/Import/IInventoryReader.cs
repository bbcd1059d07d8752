namespace OAuthAttest.Grants.Import;

/// <summary>Reads one inventory source, whatever its format.</summary>
public interface IInventoryReader
{
    /// <summary>The inventory source's name, e.g. <c>entra</c> or <c>google:contoso</c>.</summary>
    public string Source { get; }

    public ProviderName Provider { get; }

    /// <summary>Whether it reads the provider's whole roster, so that an account it does not list is gone.</summary>
    public bool ListsAllUsers { get; }

    /// <summary>Whether reading means waiting for another service: then no transaction may be open meanwhile.</summary>
    public bool IsRemote { get; }

    /// <summary>
    /// Streams the records, users and apps before the grants that name them. What is wrong goes to <see cref="Reading.Errors"/>
    /// and reading goes on where it can; a reading with errors is imported not at all. It may be called again.
    /// </summary>
    public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation);
}
