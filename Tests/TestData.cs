using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Rosters;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Tests;

/// <summary>Entities with defaults: a test names only the properties that matter to it.</summary>
internal static class TestData
{
    public static DirectoryUser User(
        string id,
        string? email,
        ProviderName? provider = null,
        string? source = null,
        string? name = null,
        string? manager = null,
        AccountStatus status = AccountStatus.Active,
        string[]? groups = null,
        DateTimeOffset seen = default,
        bool vanished = false,
        string[]? aliases = null
    ) => new()
    {
        Provider = provider ?? ProviderName.Entra,
        Source = source ?? Text(provider),
        ExternalId = id,
        Email = email,
        DisplayName = name,
        ManagerEmail = manager,
        Status = status,
        Groups = groups ?? [],
        Aliases = aliases ?? [],
        FirstSeenAt = seen,
        LastSeenAt = seen,
        VanishedAt = vanished ? seen : null,
    };

    public static OAuthApp App(
        string id,
        string name,
        ProviderName? provider = null,
        string? owner = null,
        bool? verified = true,
        string? publisher = "Contoso",
        string? objectId = null,
        DateTimeOffset seen = default
    ) => new()
    {
        Provider = provider ?? ProviderName.Entra,
        ExternalId = id,
        ObjectId = objectId,
        Name = name,
        Publisher = publisher,
        PublisherVerified = verified,
        OwnerEmail = owner,
        FirstSeenAt = seen,
        LastSeenAt = seen,
    };

    /// <summary>A grant with its digest; its risk is the dictionary's, unless specified otherwise.</summary>
    public static OAuthGrant Grant(
        OAuthApp app,
        string id,
        long? user,
        string? principal,
        string[]? scopes = null,
        ConsentType consent = ConsentType.Principal,
        Risk? risk = null,
        string? source = null,
        string? resource = null,
        GrantStatus status = GrantStatus.Active,
        ProviderName? provider = null,
        DateTimeOffset seen = default
    )
    {
        var at = provider ?? app.Provider;
        scopes ??= ["User.Read"];
        return new OAuthGrant
        {
            Provider = at,
            Source = source ?? Text(at),
            ExternalId = id,
            AppId = app.Id,
            UserId = user,
            PrincipalExternalId = principal,
            ConsentType = consent,
            Resource = resource,
            Scopes = scopes,
            ScopeDigest = ScopeDigest.Of(at, app.ExternalId, resource, consent, scopes),
            Risk = risk ?? ScopeDictionary.Embedded.RiskOf(at, scopes, consent),
            Status = status,
            FirstSeenAt = seen,
            LastSeenAt = seen,
        };
    }

    public static void ChangeScopes(OAuthGrant grant, OAuthApp app, string[] scopes, ConsentType? consent = null)
    {
        grant.ConsentType = consent ?? grant.ConsentType;
        grant.Scopes = scopes;
        grant.ScopeDigest = ScopeDigest.Of(grant.Provider, app.ExternalId, grant.Resource, grant.ConsentType, scopes);
        grant.Risk = ScopeDictionary.Embedded.RiskOf(grant.Provider, scopes, grant.ConsentType);
    }

    public static SlackUser SlackUser(string id, string? email, DateTimeOffset synced, bool deleted = false, bool isBot = false) =>
        new() { SlackUserId = id, Email = email, Deleted = deleted, IsBot = isBot, SyncedAt = synced };

    public static RosterEntry Privileged(
        string? email,
        string? id = null,
        ProviderName? provider = null,
        RosterCategory category = RosterCategory.Executive,
        string? role = "Chief",
        string source = "hr",
        string? name = null,
        bool isApp = false,
        string? clientId = null,
        string[]? aliases = null
    ) => new()
    {
        Source = source,
        Provider = provider,
        ExternalId = id,
        Email = email,
        Name = name,
        Category = category,
        Role = role,
        IsApp = isApp,
        ClientId = clientId,
        Aliases = aliases ?? [],
    };

    /// <summary>A person's consent to an app, by nobody whom the provider names.</summary>
    public static ConsentFacts Facts(DateTimeOffset at) => new()
    {
        Provider = ProviderName.Entra,
        OccurredAt = at,
        Who = new ConsentingPerson(null, null, null),
        App = new ConsentedApp("client-1", null),
        Scopes = ["Mail.Read"],
        ConsentType = ConsentType.Principal,
    };

    /// <summary>A consent that was pushed when it was received; its key is made of the source and the event, unless given.</summary>
    public static ConsentRecord Consent(
        ConsentSource source,
        string eventKey,
        DateTimeOffset received,
        ConsentFacts? facts = null,
        string? key = null
    ) => new()
    {
        Key = key ?? EscalationKey.Of(source, eventKey),
        Source = source,
        EventKey = eventKey,
        Facts = facts ?? Facts(received),
        ReceivedAt = received,
        PushedAt = received,
        Revision = 1,
    };

    private static string Text(ProviderName? provider) => (provider ?? ProviderName.Entra).ToString();
}
