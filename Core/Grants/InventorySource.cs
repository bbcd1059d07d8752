namespace OAuthAttest.Grants;

/// <summary>
/// A source of the inventory, and when it was last read successfully. The freshness gate and "not evaluated" depend on this.
/// </summary>
public sealed class InventorySource
{
    /// <summary>Its name, e.g. <c>entra</c> or <c>google:contoso</c>.</summary>
    public required string Name { get; init; }

    public required ProviderName Provider { get; init; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }

    public long ActiveGrants { get; set; }

    /// <summary>When it was first heard of, by a reading that succeeded or failed; null: before this was recorded.</summary>
    public DateTimeOffset? AddedAt { get; init; }

    /// <summary>
    /// When a person retired it: it is not expected to be read any more, and its grants left the population. Reading it again brings it
    /// back.
    /// </summary>
    public DateTimeOffset? RetiredAt { get; init; }

    public string? RetiredBy { get; init; }

    public string? RetiredReason { get; init; }
}
