namespace OAuthAttest.Grants;

/// <summary>A third-party app (OAuth client) at a provider.</summary>
public sealed class OAuthApp
{
    /// <summary>The client id used when a source does not report the app.</summary>
    public const string UnknownClientId = "unknown";

    public long Id { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>The provider's client id of the app.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Entra's id of the app's service principal, by which its log names the app; null: unknown, or another provider.</summary>
    public string? ObjectId { get; set; }

    public required string Name { get; set; }

    public string? Publisher { get; set; }

    /// <summary>True, false, or null: unknown.</summary>
    public bool? PublisherVerified { get; set; }

    /// <summary>The app's owner inside the organization (lower-case email); null when nobody is named.</summary>
    public string? OwnerEmail { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>See <see cref="OAuthGrant.LastSeenAt"/>.</summary>
    public DateTimeOffset LastSeenAt { get; set; }
}
