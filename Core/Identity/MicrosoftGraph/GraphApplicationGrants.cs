using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// Application permissions: Graph has one assignment per role; they are combined to one grant per client and API, which is how people see
/// them. A tenant has a few thousand at most, so they are collected in memory.
/// </summary>
internal sealed class GraphApplicationGrants(GraphApps apps, GraphSignIns signIns, Reading reading)
{
    private readonly Dictionary<(string Client, string Resource), Gathered> grants = [];
    private readonly RowErrors errors = reading.Errors;
    private readonly ScopeLists scopes = new(ScopeText.Usual);

    public void Add(GraphAppRoleAssignment assignment, RecordOrigin origin)
    {
        // Users and groups are assigned roles too; those say who may sign in to an app, not what an app may do.
        if (assignment.PrincipalType is "User" or "Group")
            return;
        if (assignment.PrincipalType != "ServicePrincipal")
        {
            errors.Add(
                origin,
                "principalType",
                assignment.PrincipalType is null ? "is missing" : $"'{assignment.PrincipalType}' is none of ServicePrincipal, User, Group"
            );
        }
        var client = errors.Identifier(origin, "principalId", assignment.PrincipalId, RecordLimits.ClientId);
        var resource = errors.Identifier(origin, "resourceId", assignment.ResourceId, RecordLimits.ClientId);
        var role = errors.Identifier(origin, "appRoleId", assignment.AppRoleId, RecordLimits.ClientId);
        if (client is null || resource is null || role is null)
            return;
        if (!grants.TryGetValue((client, resource), out var gathered))
            grants.Add((client, resource), gathered = new Gathered(origin));
        gathered.Roles.Add(apps.Role(resource, role));
        if (reading.Known(assignment.CreatedDateTime) is { } created && (gathered.GrantedAt is null || created < gathered.GrantedAt))
            gathered.GrantedAt = created;
    }

    public IEnumerable<(string ClientObjectId, GrantRecord Grant)> Records()
    {
        foreach (var ((client, resource), gathered) in grants)
        {
            yield return (client, new GrantRecord
            {
                Origin = gathered.Origin,
                ExternalId = DerivedGrantId.Of("application", client, resource),
                ClientId = apps.ClientIdOf(client),
                Consent = ConsentType.Application,
                Resource = apps.Resource(resource),
                Scopes = scopes.At(apps.Api(resource), scopes.Of(gathered.Roles)),
                GrantedAt = gathered.GrantedAt,
                LastUsedAt = signIns.OfTheAppItself(apps.ClientIdOf(client)),
            });
        }
    }

    private sealed class Gathered(RecordOrigin origin)
    {
        public RecordOrigin Origin { get; } = origin;

        public List<string> Roles { get; } = [];

        public DateTimeOffset? GrantedAt { get; set; }
    }
}
