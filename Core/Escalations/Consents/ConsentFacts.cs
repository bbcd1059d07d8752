using OAuthAttest.Grants;

namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// The facts about a consent, declared once: events carry them, the row stores them, messages and reports read them from the row. What
/// a source does not report is null, never guessed. To add a fact, add a property here, its rule in <see cref="Inbox.ConsentMerge"/>,
/// its bounds in <see cref="ConsentText"/> and its width in the mapping.
/// </summary>
public record ConsentFacts
{
    /// <summary>The provider that the scopes belong to.</summary>
    public required ProviderName Provider { get; init; }

    /// <summary>When the person consented, by the source's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required ConsentingPerson Who { get; init; }

    public required ConsentedApp App { get; init; }

    /// <summary>As the provider names them; distinct and in ordinal order. Empty when the source does not report them.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    public required ConsentType ConsentType { get; init; }

    /// <summary>An administrator consented in their role; null: unknown.</summary>
    public bool? IsAdminConsent { get; init; }

    public string? Tenant { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>False for events that the provider never pushes: if only the poll finds one, no push was lost.</summary>
    public bool IsPushExpected { get; init; } = true;
}

/// <param name="ExternalId">The provider's id of the account.</param>
/// <param name="Email">Lower case.</param>
/// <param name="Name">The display name.</param>
public sealed record ConsentingPerson(string? ExternalId, string? Email, string? Name);

/// <param name="ClientId">The provider's client id of the app.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="IsPublisherVerified">Null: unknown.</param>
/// <param name="RegisteredAt">When the app was registered; null: unknown.</param>
/// <param name="ObjectId">Entra's id of the app's service principal; null: unknown, or another provider.</param>
public sealed record ConsentedApp(
    string ClientId,
    string? Name,
    string? Publisher = null,
    bool? IsPublisherVerified = null,
    DateTimeOffset? RegisteredAt = null,
    string? ObjectId = null
);
