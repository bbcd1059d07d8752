using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// The tenant's service principals, by object id: grants refer to their client and their API by it (never by appId, which is the client
/// id that people and campaigns know an app by).
/// </summary>
internal sealed class GraphApps(RowErrors errors)
{
    private const int FewMissing = 5;
    private const string UnknownApi = "unknown API";

    private readonly Dictionary<string, App> apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> missing = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    private string list = "servicePrincipals.json";

    /// <summary>The object ids of the APIs that offer application permissions, in a fixed order.</summary>
    public IReadOnlyList<string> OfferingRoles =>
        [.. apps.Where(app => app.Value.Roles.Count > 0).Select(app => app.Key).Order(StringComparer.Ordinal)];

    private sealed record App(string ClientId, AppRecord Record, Dictionary<string, string> Roles, string? Api)
    {
        public bool HasGrants { get; set; }
    }

    public void Add(GraphServicePrincipal principal, RecordOrigin origin)
    {
        list = origin.File;
        var id = errors.Identifier(origin, "id", principal.Id, RecordLimits.ClientId);
        var appId = errors.Identifier(origin, "appId", principal.AppId, RecordLimits.ClientId);
        if (id is null || appId is null)
            return;
        id = AccountId.Canonical(ProviderName.Entra, id);
        var client = ClientId.Canonical(ProviderName.Entra, appId, []);
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
                .Owners?.OfType<GraphPerson>().Select(owner => GraphUsers.EmailOf(owner.AnyMail, owner.AnyPrincipalName))
                .FirstOrDefault(email => email is not null),
        };
        var roles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var role in principal.AppRoles ?? [])
        {
            if (role is { Id: { } roleId, Value.Length: > 0 })
                roles[roleId] = role.Value;
        }
        var app = new App(client, record, roles, ApiScope.Label(client, record.Name));
        // The same item on two pages is one; two different ones are not.
        if (!apps.TryAdd(id, app) && !IsSame(apps[id], app))
            errors.Add(origin, "id", $"the service principal '{id}' is there twice, with different facts: export the list again");
    }

    /// <summary>The client id; for a deleted service principal its object id, because nothing else is known.</summary>
    public string ClientIdOf(string objectId)
    {
        objectId = AccountId.Canonical(ProviderName.Entra, objectId);
        if (apps.TryGetValue(objectId, out var app))
        {
            app.HasGrants = true;
            return app.ClientId;
        }
        missing.Add(objectId);
        return objectId;
    }

    /// <summary>
    /// A deleted service principal or two may be missing. When many are that grants refer to, the list was cut, and grants would be stored
    /// under ids that nobody knows their apps by.
    /// </summary>
    public void RefuseCutList()
    {
        var named = apps.Values.Count(app => app.HasGrants) + missing.Count;
        if (missing.Count < FewMissing || missing.Count * 10 <= named)
            return;
        errors.Add(
            new RecordOrigin(list, 1),
            "",
            $"grants refer to {named} service principals as apps, and {missing.Count} of them are in no such file, for "
                + $"example '{missing.First()}': the list is not whole, export it again to its end"
        );
    }

    /// <summary>The API's display name.</summary>
    public string? Resource(string? objectId) =>
        string.IsNullOrEmpty(objectId) ? null : apps.TryGetValue(objectId, out var app) ? app.Record.Name ?? app.ClientId : objectId;

    /// <summary>How the API is called in the names of its scopes; null: Graph, whose names stand alone.</summary>
    public string? Api(string? objectId) =>
        string.IsNullOrEmpty(objectId) ? UnknownApi
        : apps.TryGetValue(objectId, out var app) ? app.Api
        : objectId;

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

    private static bool IsSame(App one, App other) =>
        (one.ClientId, one.Record.Name, one.Record.Publisher, one.Record.PublisherVerified)
            == (other.ClientId, other.Record.Name, other.Record.Publisher, other.Record.PublisherVerified)
        && one.Roles.Count == other.Roles.Count
        && one.Roles.All(role => other.Roles.GetValueOrDefault(role.Key) == role.Value);
}
