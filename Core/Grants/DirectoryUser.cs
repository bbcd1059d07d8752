namespace OAuthAttest.Grants;

/// <summary>
/// An account at a provider. One person can have several accounts; accounts with the same <see cref="Email"/> are one person.
/// </summary>
public sealed class DirectoryUser
{
    public long Id { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>The provider's own id of the account.</summary>
    public required string ExternalId { get; init; }

    /// <summary>
    /// The inventory source that lists all accounts, this one included. Only a complete reading of it shows that the account vanished.
    /// </summary>
    public required string Source { get; set; }

    /// <summary>Lower case; null when the provider reported none.</summary>
    public string? Email { get; set; }

    /// <summary>
    /// Other addresses and sign-in names of the account. They find the account, and the person's Slack account; nobody is written to at
    /// them.
    /// </summary>
    public string[] Aliases { get; set; } = [];

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
