using OAuthAttest.Grants;

namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// What is told of a consent, in its one place: an event brings it, the row keeps it, messages and reports read it there. What a source
/// does not tell is null, never guessed. A fact more is a property here, its rule in <see cref="Inbox.ConsentMerge"/>, its bounds in
/// <see cref="ConsentText"/> and its width in the mapping.
/// </summary>
public record ConsentFacts
{
    /// <summary>Whose scopes these are.</summary>
    public required ProviderName Provider { get; init; }

    /// <summary>When the person consented, by the source's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required ConsentingPerson Who { get; init; }

    public required ConsentedApp App { get; init; }

    /// <summary>As the provider names them; distinct and in ordinal order. Empty when the source does not tell.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    public required ConsentType ConsentType { get; init; }

    /// <summary>An administrator consented in their role; null: unknown.</summary>
    public bool? IsAdminConsent { get; init; }

    public string? Tenant { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>False for what its provider never pushes: that it came by poll alone is no sign of a lost push.</summary>
    public bool IsPushExpected { get; init; } = true;
}

/// <param name="ExternalId">The provider's id of the account.</param>
/// <param name="Email">Lower case.</param>
/// <param name="Name">As people call them.</param>
public sealed record ConsentingPerson(string? ExternalId, string? Email, string? Name);

/// <param name="ClientId">The provider's client id of the app.</param>
/// <param name="Publisher">Who made it.</param>
/// <param name="IsPublisherVerified">Null: unknown.</param>
/// <param name="RegisteredAt">Since when the app exists; null: unknown.</param>
public sealed record ConsentedApp(string ClientId, string? Name, string? Publisher = null, bool? IsPublisherVerified = null, DateTimeOffset? RegisteredAt = null);
