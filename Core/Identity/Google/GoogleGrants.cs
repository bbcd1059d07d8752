using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>Reads grants from tokens of the Directory API; one token is the grant of one user to one app.</summary>
internal sealed class GoogleGrants(GoogleAccounts accounts, GoogleTokenHistory history, RowErrors errors)
{
    private readonly HashSet<string> mentioned = new(StringComparer.Ordinal);
    private readonly ScopeLists scopes = new(" ");

    public GrantRecord? Record(GoogleToken token, RecordOrigin origin)
    {
        var client = errors.Identifier(origin, "clientId", token.ClientId, RecordLimits.ClientId);
        var key = errors.Identifier(origin, "userKey", token.UserKey, RecordLimits.UserId);
        if (client is null || key is null)
            return null;
        var user = accounts.IdOf(key);
        var (authorized, used) = history.Of(user, client);
        return new GrantRecord
        {
            Origin = origin,
            ExternalId = DerivedGrantId.Of(user, client, resource: null),
            ClientId = client,
            PrincipalId = user,
            Consent = ConsentType.Principal,
            Scopes = scopes.Of(token.Scopes ?? []),
            GrantedAt = authorized,
            LastUsedAt = used,
        };
    }

    /// <summary>
    /// The app, the first time a token names it. Google reports neither its publisher nor whether the publisher is verified.
    /// </summary>
    public AppRecord? FirstMention(GoogleToken token) =>
        mentioned.Add(token.ClientId!) ? new AppRecord(token.ClientId!) { Name = RecordLimits.Name(token.DisplayText) } : null;
}
