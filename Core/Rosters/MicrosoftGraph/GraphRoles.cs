using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Outside;

namespace OAuthAttest.Rosters.MicrosoftGraph;

/// <summary>
/// Collects roles, groups and names, and lists at the end who has which role. A group without its members is an error, because its
/// members would be treated as not privileged.
/// </summary>
internal sealed class GraphRoles(RowErrors errors)
{
    private const string User = "#microsoft.graph.user";
    private const string Group = "#microsoft.graph.group";
    private const int LongestText = 256;

    private readonly Dictionary<string, List<GraphPrincipal>> groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Holding> holdings = [];

    public void AddGroup(string id, List<GraphPrincipal> members) => groups[id] = members;

    public void Name(GraphRosterItem definition)
    {
        names[definition.Id!] = definition.DisplayName!;
        names[definition.TemplateId!] = definition.DisplayName!;
    }

    public void AddRole(GraphRosterItem role, RecordOrigin origin)
    {
        if (role.DisplayName is { } name)
            names[role.RoleTemplateId!] = name;
        if (role.Members is null)
            errors.Add(origin, "members", "is missing: ask with $expand=members");
        foreach (var member in role.Members ?? [])
            holdings.Add(new Holding(member, role.RoleTemplateId!, "members", origin));
    }

    public void Assign(GraphRosterItem assignment, RecordOrigin origin)
    {
        if (assignment.RoleDefinitionId is null)
            errors.Add(origin, "roleDefinitionId", "is missing");
        else if (assignment.RoleDefinition?.DisplayName is { } name)
            names[assignment.RoleDefinitionId] = name;
        if (assignment.Principal is null)
        {
            errors.Add(
                origin,
                "principal",
                "is missing, so it cannot be told whether it is a person or a group: ask with $expand=principal"
            );
        }
        else if (assignment.RoleDefinitionId is not null)
        {
            holdings.Add(new Holding(assignment.Principal, assignment.RoleDefinitionId, "principal", origin));
        }
    }

    public IReadOnlyList<RosterRecord> Records() =>
        [
            .. holdings
                .SelectMany(People)
                .Distinct()
                .OrderBy(record => record.ExternalId, StringComparer.Ordinal)
                .ThenBy(record => record.Role, StringComparer.Ordinal),
        ];

    private IEnumerable<RosterRecord> People(Holding holding)
    {
        var (principal, _, field, origin) = holding;
        if (principal.Type == User)
            return Person(principal, holding);
        if (principal.Type == Group)
            return MembersOf(holding);
        if (principal.Type is null)
            errors.Add(origin, field, "has no @odata.type: it cannot be told whether it is a person or a group");
        return [];
    }

    private IEnumerable<RosterRecord> MembersOf(Holding holding)
    {
        var group = holding.Principal;
        var members = group.Members ?? (group.Id is { } id ? groups.GetValueOrDefault(id) : null);
        if (members is null)
        {
            errors.Add(
                holding.Origin,
                holding.Field,
                $"the group {group.DisplayName ?? group.Id} has the role, but its members are not in the files: add the answer of "
                    + "groups?$expand=members"
            );
            return [];
        }
        // A group that roles can be assigned to cannot contain another group.
        return members.SelectMany(member =>
            People(holding with { Principal = member.Type == Group ? member with { Members = [] } : member })
        );
    }

    private List<RosterRecord> Person(GraphPrincipal person, Holding holding)
    {
        if (errors.Identifier(holding.Origin, $"{holding.Field}.id", person.Id, RecordLimits.UserId) is not { } id)
            return [];
        var role = names.GetValueOrDefault(holding.Role) ?? holding.Role;
        return
        [
            new RosterRecord(
                ProviderName.Entra,
                AccountId.Canonical(ProviderName.Entra, id),
                GraphUsers.EmailOf(person.Mail, person.UserPrincipalName),
                Cut(RecordLimits.Name(person.DisplayName)),
                RosterCategory.Admin,
                Cut(RecordLimits.Name(role))
            ),
        ];
    }

    private static string? Cut(string? text) => text is null ? null : WireText.Cut(text, LongestText);

    private sealed record Holding(GraphPrincipal Principal, string Role, string Field, RecordOrigin Origin);
}
