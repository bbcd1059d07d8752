namespace OAuthAttest.Grants;

/// <summary>An account at a provider. Several accounts can be one person: people are told apart by <see cref="Email"/>.</summary>
public sealed class DirectoryUser
{
    public long Id { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>The provider's own id of the account.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The inventory source whose roster lists the account: only its complete reading can say that the account vanished.</summary>
    public required string Source { get; set; }

    /// <summary>Lower case; null when the provider told none.</summary>
    public string? Email { get; set; }

    public string? DisplayName { get; set; }

    public AccountStatus Status { get; set; }

    /// <summary>Lower case; null when unknown.</summary>
    public string? ManagerEmail { get; set; }

    public string[] Groups { get; set; } = [];

    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>See <see cref="OAuthGrant.LastSeenAt"/>.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? VanishedAt { get; set; }
}
