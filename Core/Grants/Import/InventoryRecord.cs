namespace OAuthAttest.Grants.Import;

/// <summary>
/// A record that a reader yields, for any provider; users and apps come before the grants that refer to them. Null always means unknown.
/// </summary>
public abstract class InventoryRecord;

/// <summary>An account, as reported by the provider.</summary>
public sealed class UserRecord(string externalId) : InventoryRecord
{
    public string ExternalId { get; } = externalId;

    /// <summary>Lower case.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// The other addresses and sign-in names of the account, each as <see cref="Addresses.EmailAddress"/> writes it; distinct, in
    /// ordinal order. Null: the source does not tell.
    /// </summary>
    public string[]? Aliases { get; init; }

    public string? DisplayName { get; init; }

    public AccountStatus Status { get; init; }

    /// <summary>Lower case.</summary>
    public string? ManagerEmail { get; init; }

    public string[]? Groups { get; init; }
}

/// <summary>An app (OAuth client), as reported by the provider.</summary>
public sealed class AppRecord(string externalId) : InventoryRecord
{
    /// <summary>The client id.</summary>
    public string ExternalId { get; } = externalId;

    /// <summary>Entra's id of its service principal.</summary>
    public string? ObjectId { get; init; }

    public string? Name { get; init; }

    public string? Publisher { get; init; }

    public bool? PublisherVerified { get; init; }

    /// <summary>The app's owner according to the organization; lower case.</summary>
    public string? OwnerEmail { get; init; }

    /// <summary>The owner that the provider lists; used while the organization names nobody.</summary>
    public string? SuggestedOwnerEmail { get; init; }
}

/// <summary>A grant, as reported by the provider.</summary>
public sealed class GrantRecord : InventoryRecord
{
    public required RecordOrigin Origin { get; init; }

    public required string ExternalId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The account's external id; null for tenant-wide and application grants.</summary>
    public string? PrincipalId { get; init; }

    public required ConsentType Consent { get; init; }

    public string? Resource { get; init; }

    /// <summary>
    /// Distinct, in ordinal order. Readers reuse one array for equal scopes, so that values derived from them are computed once.
    /// </summary>
    public required string[] Scopes { get; init; }

    public DateTimeOffset? GrantedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }
}
