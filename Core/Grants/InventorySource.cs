namespace OAuthAttest.Grants;

/// <summary>One place the inventory is read from, and when that last worked: the freshness gate and "not evaluated" read this.</summary>
public sealed class InventorySource
{
    /// <summary>Its name, e.g. <c>entra</c> or <c>google:contoso</c>.</summary>
    public required string Name { get; init; }

    public required ProviderName Provider { get; init; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }

    public long ActiveGrants { get; set; }
}
