namespace OAuthAttest.Grants.Import;

/// <summary>What a reader of any provider yields: users and apps before the grants that name them. Null is "unknown", everywhere.</summary>
public abstract class InventoryRecord;

/// <summary>An account, as the provider tells of it.</summary>
public sealed class UserRecord(string externalId) : InventoryRecord
{
    public string ExternalId { get; } = externalId;

    /// <summary>Lower case.</summary>
    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public AccountStatus Status { get; init; }

    /// <summary>Lower case.</summary>
    public string? ManagerEmail { get; init; }

    public string[]? Groups { get; init; }
}

/// <summary>An app (OAuth client), as the provider tells of it.</summary>
public sealed class AppRecord(string externalId) : InventoryRecord
{
    /// <summary>The client id.</summary>
    public string ExternalId { get; } = externalId;

    public string? Name { get; init; }

    public string? Publisher { get; init; }

    public bool? PublisherVerified { get; init; }

    /// <summary>Who answers for the app, as the organization says; lower case.</summary>
    public string? OwnerEmail { get; init; }

    /// <summary>Whom the provider lists as its owner: taken as long as the organization says nobody.</summary>
    public string? SuggestedOwnerEmail { get; init; }
}

/// <summary>A grant, as the provider tells of it.</summary>
public sealed class GrantRecord : InventoryRecord
{
    public required RecordOrigin Origin { get; init; }

    public required string ExternalId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The account's external id; null for tenant-wide and application grants.</summary>
    public string? PrincipalId { get; init; }

    public required ConsentType Consent { get; init; }

    public string? Resource { get; init; }

    /// <summary>Distinct, in ordinal order. Readers hand out one array for equal scopes, so that what follows from them is computed once.</summary>
    public required string[] Scopes { get; init; }

    public DateTimeOffset? GrantedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }
}
