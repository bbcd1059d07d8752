using System.Collections.Frozen;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest.Rosters.MicrosoftGraph;

/// <summary>
/// Reads who has a directory role in Entra, from Microsoft Graph responses: directory roles with their members, role assignments (or
/// eligibilities) with their principals, role definitions for the names, groups with their members. Apps with roles are listed too: they
/// can give consents.
/// </summary>
/// <param name="files">In any order.</param>
public sealed class GraphRosterReader(IReadOnlyList<string> files) : IRosterReader
{
    // https://learn.microsoft.com/graph/query-parameters#expand: at most 20 directory objects, without any sign that there are more.
    private const int MostExpanded = 20;

    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("value"),
        NextPage = FrozenSet.Create("@odata.nextLink"),
    };

    public string Kind => "entra";

    public string? IncompleteBecause { get; private set; }

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var roles = new GraphRoles(reading.Errors);
        await foreach (
            var (item, origin) in new RosterFiles(files, Shape, reading).ReadAsync(GraphRosterJson.Default.GraphRosterItem, cancellation)
        )
        {
            Take(item, origin, roles, reading.Errors);
        }

        if (roles is { HasEligible: true, HasActive: false })
        {
            IncompleteBecause =
                "lists who may activate a role, and nobody whose role is in force: add directoryRoles or roleAssignments";
        }
        return roles.Records();
    }

    private static void Take(GraphRosterItem item, RecordOrigin origin, GraphRoles roles, RowErrors errors)
    {
        if (item.Members?.Count == MostExpanded)
        {
            errors.Add(
                origin,
                "members",
                $"are {MostExpanded}, the most that $expand gives: there may be more. List the role's assignments instead"
            );
        }
        if (item.PrincipalId is not null || item.RoleDefinitionId is not null)
            roles.Assign(item, origin);
        else if (item.RoleTemplateId is not null)
            roles.AddRole(item, origin);
        else if (item is { Members: not null, Id: not null })
            roles.AddGroup(item.Id, item.Members);
        else if (item is { TemplateId: not null, Id: not null, DisplayName: not null })
            roles.Name(item);
        else
            errors.Add(origin, "", "is no directory role, role assignment, role definition, or group with its members");
    }
}
