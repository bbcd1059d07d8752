namespace OAuthAttest.Grants;

/// <summary>A permission of one app to act for one account, for everybody, or by itself.</summary>
public sealed class OAuthGrant
{
    public long Id { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>
    /// The inventory source that lists it, e.g. <c>entra</c> or <c>google:contoso</c>; see <see cref="InventorySource"/>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>The provider's id of the grant, or a key derived from account, client and resource where the provider has none.</summary>
    public required string ExternalId { get; init; }

    public required long AppId { get; init; }

    /// <summary>The account; null for tenant-wide and application grants, and for orphans (the account is in no roster).</summary>
    public long? UserId { get; set; }

    /// <summary>The account's id as the grant names it, kept so that an orphan can be shown; null where the grant names none.</summary>
    public string? PrincipalExternalId { get; set; }

    public required ConsentType ConsentType { get; set; }

    /// <summary>The API that the scopes belong to; null when the provider does not say.</summary>
    public string? Resource { get; set; }

    /// <summary>Distinct and in ordinal order.</summary>
    public required string[] Scopes { get; set; }

    /// <summary>SHA-256 over the facts that an answer is bound to: see <see cref="ScopeDigest"/>.</summary>
    public required byte[] ScopeDigest { get; set; }

    public Risk Risk { get; set; }

    public DateTimeOffset? GrantedAt { get; set; }

    /// <summary>Null means unknown, never "not used".</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public GrantStatus Status { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>
    /// For a vanished grant: the last reading that listed it. For an active grant: the import that last wrote its row. When an active
    /// grant was last seen is its source's <see cref="InventorySource.LastSucceededAt"/>; so a daily import does not rewrite a million
    /// unchanged rows.
    /// </summary>
    public DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? VanishedAt { get; set; }
}
