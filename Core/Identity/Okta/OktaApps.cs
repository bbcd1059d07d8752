using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Okta;

/// <summary>The organization's apps by client id, which for most of them equals the app's id.</summary>
internal sealed class OktaApps(RowErrors errors)
{
    private readonly Dictionary<string, OktaApp> apps = new(StringComparer.Ordinal);
    private readonly HashSet<string> mentioned = new(StringComparer.Ordinal);

    public void Add(OktaApp app, RecordOrigin origin)
    {
        if (errors.Identifier(origin, "id", app.Id, RecordLimits.ClientId) is { } id)
            apps[app.Credentials?.OauthClient?.ClientId ?? id] = app;
    }

    /// <summary>The ids of the apps that are OAuth clients: only these can have grants.</summary>
    public IEnumerable<string> ClientAppIds =>
        apps.Values.Where(app => app.Credentials?.OauthClient is not null || app.Settings?.OauthClient is not null).Select(app => app.Id!);

    /// <summary>Whether the app signs in as itself (client credentials), without a user.</summary>
    public bool IsService(string clientId) =>
        apps.TryGetValue(clientId, out var app) && app.Settings?.OauthClient?.ApplicationType == "service";

    /// <summary>
    /// The app, the first time a grant names it. Okta reports neither its publisher nor whether the publisher is verified.
    /// </summary>
    public AppRecord? FirstMention(string clientId) =>
        mentioned.Add(clientId) && apps.TryGetValue(clientId, out var app)
            ? new AppRecord(clientId) { Name = RecordLimits.Name(app.Label) }
            : null;
}
