using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// The tenant's service principals, by object id: grants refer to their client and their API by it (never by appId, which is the client
/// id that people and campaigns know an app by).
/// </summary>
internal sealed class GraphApps(RowErrors errors)
{
    private readonly Dictionary<string, App> apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    private sealed record App(string ClientId, AppRecord Record, Dictionary<string, string> Roles);

    public void Add(GraphServicePrincipal principal, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", principal.Id, RecordLimits.ClientId);
        var client = errors.Identifier(origin, "appId", principal.AppId, RecordLimits.ClientId);
        if (id is null || client is null)
            return;
        var publisher = principal.VerifiedPublisher;
        var record = new AppRecord(client)
        {
            ObjectId = id,
            Name = RecordLimits.Name(principal.DisplayName),
            Publisher = RecordLimits.Name(publisher?.DisplayName) ?? RecordLimits.Name(principal.PublisherName),
            // Property missing in the export: unknown. Property present but without an id: Entra reports that the publisher is not
            // verified.
            PublisherVerified = publisher is null ? null : !string.IsNullOrEmpty(publisher.VerifiedPublisherId),
            SuggestedOwnerEmail = principal
                .Owners?.Select(owner => GraphUsers.EmailOf(owner.Mail, owner.UserPrincipalName))
                .FirstOrDefault(email => email is not null),
        };
        var roles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var role in principal.AppRoles ?? [])
        {
            if (role is { Id: { } roleId, Value.Length: > 0 })
                roles[roleId] = role.Value;
        }
        if (!apps.TryAdd(id, new App(client, record, roles)))
            errors.Add(origin, "id", $"the service principal '{id}' is there twice");
    }

    /// <summary>The client id; for a deleted service principal its object id, because nothing else is known.</summary>
    public string ClientId(string objectId) => apps.TryGetValue(objectId, out var app) ? app.ClientId : objectId;

    /// <summary>The API's display name.</summary>
    public string? Resource(string? objectId) =>
        string.IsNullOrEmpty(objectId) ? null : apps.TryGetValue(objectId, out var app) ? app.Record.Name ?? app.ClientId : objectId;

    /// <summary>
    /// The name of an application permission; one that its API does not list keeps its id, and the dictionary treats it as unknown.
    /// </summary>
    public string Role(string resourceObjectId, string roleId) =>
        apps.TryGetValue(resourceObjectId, out var app) && app.Roles.TryGetValue(roleId, out var name) ? name : roleId;

    /// <summary>
    /// The app, the first time a grant names it: a tenant has thousands of service principals without any grant, which are not imported.
    /// </summary>
    public AppRecord? FirstMention(string objectId) =>
        mentioned.Add(objectId) && apps.TryGetValue(objectId, out var app) ? app.Record : null;
}
