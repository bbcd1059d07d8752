using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Live;

/// <summary>One provider's inventory, read from its API by the sync.</summary>
public interface ILiveInventory
{
    /// <summary>The inventory source that it fills, e.g. <c>entra</c>.</summary>
    public string Source { get; }

    public ProviderName Provider { get; }

    /// <summary>Whether the settings hold the credentials to read it; one that is not configured is never synced.</summary>
    public bool IsConfigured { get; }

    /// <summary>A fresh reader over live calls (its <see cref="IInventoryReader.IsRemote"/> is true). It is used once.</summary>
    public IInventoryReader Open();
}
