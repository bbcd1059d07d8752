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

    /// <summary>Who consented: the maker of the grant.</summary>
    public required ConsentingPerson Who { get; init; }

    /// <summary>
    /// The ids of the accounts that the grant is for, where the source tells; distinct and in ordinal order. Usually the maker's own, and
    /// empty for a grant that is for everybody or for the app itself.
    /// </summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    public required ConsentedApp App { get; init; }

    /// <summary>As the provider names them; distinct and in ordinal order. Empty when the source does not report them.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the app had before, as far as the source tells; the others of <see cref="Scopes"/> are new.</summary>
    public IReadOnlyList<string> EarlierScopes { get; init; } = [];

    public required ConsentType ConsentType { get; init; }

    /// <summary>An administrator consented in their role; null: unknown.</summary>
    public bool? IsAdminConsent { get; init; }

    public string? Tenant { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>False for events that the provider never pushes: if only the poll finds one, no push was lost.</summary>
    public bool IsPushExpected { get; init; } = true;

    /// <summary>
    /// Only an administrator can give such a consent. On GitHub everybody may install an app on an account of their own, and the app's
    /// permissions are application permissions there too.
    /// </summary>
    public bool ProvesAdministrator =>
        IsAdminConsent == true
        || ConsentType == ConsentType.Tenant
        || (ConsentType == ConsentType.Application && !(Provider == ProviderName.GitHub && IsAdminConsent == false));

    /// <summary>The accounts that the grant is for, apart from the maker's own.</summary>
    public IEnumerable<string> OtherPrincipals =>
        Principals.Where(id =>
            Who.ExternalId is not { } own || AccountId.Canonical(Provider, id) != AccountId.Canonical(Provider, own)
        );
}

/// <param name="ExternalId">The provider's id of the account; of an app the id of its service principal.</param>
/// <param name="Email">Lower case.</param>
/// <param name="Name">The display name.</param>
/// <param name="IsApp">An app consented, and not a person.</param>
/// <param name="ClientId">The client id of an app that consented.</param>
public sealed record ConsentingPerson(string? ExternalId, string? Email, string? Name, bool IsApp = false, string? ClientId = null)
{
    public ActorKind Kind => IsApp ? ActorKind.App : this is { ExternalId: null, Email: null } ? ActorKind.Unknown : ActorKind.Person;
}

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
