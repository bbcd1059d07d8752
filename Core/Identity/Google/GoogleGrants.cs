using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>Reads grants from tokens of the Directory API; one token is the grant of one user to one app.</summary>
internal sealed class GoogleGrants(GoogleAccounts accounts, GoogleTokenHistory history, RowErrors errors)
{
    private readonly HashSet<string> mentioned = new(StringComparer.Ordinal);
    private readonly ScopeLists scopes = new(ScopeText.Usual);

    // Apps that never registered share one client id, and one person may have several of one name: their tokens are one grant.
    private readonly Dictionary<(string User, string Client), (RecordOrigin Origin, HashSet<string> Scopes)> anonymous = [];

    /// <summary>The grant; null: the token has an error, or is part of a grant that <see cref="Rest"/> returns.</summary>
    public GrantRecord? Record(GoogleToken token, RecordOrigin origin)
    {
        var client = errors.Identifier(origin, "clientId", token.ClientId, RecordLimits.ClientId);
        var key = errors.Identifier(origin, "userKey", token.UserKey, RecordLimits.UserId);
        if (scopes.Read(token.Scopes ?? [], out var names) is { } problem)
        {
            errors.Add(origin, "scopes", problem);
            return null;
        }
        if (client is null || key is null)
            return null;
        var user = accounts.IdOf(key);
        if (client != Grants.ClientId.Anonymous)
            return Record(user, client, names, origin);
        var id = (user, ClientOf(token));
        if (!anonymous.TryGetValue(id, out var gathered))
            anonymous.Add(id, gathered = (origin, new HashSet<string>(StringComparer.Ordinal)));
        gathered.Scopes.UnionWith(names);
        return null;
    }

    /// <summary>The grants of apps that never registered.</summary>
    public IEnumerable<GrantRecord> Rest() =>
        anonymous.Select(grant => Record(grant.Key.User, grant.Key.Client, scopes.Of(grant.Value.Scopes), grant.Value.Origin));

    /// <summary>
    /// The app, the first time a token names it. Google reports neither its publisher nor whether the publisher is verified.
    /// </summary>
    public AppRecord? FirstMention(GoogleToken token) =>
        token.ClientId is not null && ClientOf(token) is var client && mentioned.Add(client)
            ? new AppRecord(client) { Name = RecordLimits.Name(token.DisplayText) }
            : null;

    /// <summary>Whether it is the id of an app that never registered.</summary>
    public static bool IsAnonymous(string clientId) =>
        clientId == Grants.ClientId.Anonymous || clientId.StartsWith($"{Grants.ClientId.Anonymous}:", StringComparison.Ordinal);

    private static string ClientOf(GoogleToken token) =>
        Grants.ClientId.Canonical(ProviderName.Google, token.ClientId!, RecordLimits.Name(token.DisplayText));

    private GrantRecord Record(string user, string client, string[] names, RecordOrigin origin)
    {
        var (authorized, used) = history.Of(user, client);
        return new GrantRecord
        {
            Origin = origin,
            ExternalId = DerivedGrantId.Of(user, client, resource: null),
            ClientId = client,
            PrincipalId = user,
            Consent = ConsentType.Principal,
            Scopes = names,
            GrantedAt = authorized,
            LastUsedAt = used,
        };
    }
}
