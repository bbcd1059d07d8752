using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Text;

namespace OAuthAttest.Rosters.MicrosoftGraph;

/// <summary>
/// Collects roles, groups and names, and lists at the end who has which role. A group without its members is an error, because its
/// members would be treated as not privileged.
/// </summary>
internal sealed class GraphRoles(RowErrors errors)
{
    public const string Group = "#microsoft.graph.group";

    private const string User = "#microsoft.graph.user";
    private const string App = "#microsoft.graph.servicePrincipal";
    private const int LongestText = 256;

    private readonly Dictionary<string, List<GraphPrincipal>> groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Holding> holdings = [];

    /// <summary>Holders of roles that are in force were read, and not only who may activate one.</summary>
    public bool HasActive { get; private set; }

    public bool HasEligible { get; private set; }

    public void AddGroup(string id, List<GraphPrincipal> members) => groups[id] = members;

    public void Name(GraphRosterItem definition)
    {
        names[definition.Id!] = definition.DisplayName!;
        names[definition.TemplateId!] = definition.DisplayName!;
    }

    public void AddRole(GraphRosterItem role, RecordOrigin origin)
    {
        HasActive = true;
        if (role.DisplayName is { } name)
            names[role.RoleTemplateId!] = name;
        if (role.Members is null)
        {
            errors.Add(
                origin,
                "members",
                "is missing: ask with $expand=members, and give a role without anybody as \"members\": []"
            );
        }
        foreach (var member in role.Members ?? [])
            holdings.Add(new Holding(member.Flat(), role.RoleTemplateId!, "members", origin));
    }

    public void Assign(GraphRosterItem assignment, RecordOrigin origin)
    {
        var isEligible = IsEligible(assignment, origin);
        HasEligible |= isEligible;
        HasActive |= !isEligible;
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
            holdings.Add(new Holding(assignment.Principal.Flat(), assignment.RoleDefinitionId, "principal", origin));
        }
    }

    /// <summary>
    /// An instance of an eligibility. An instance of an assignment has an assignmentType, and an assignment has no memberType.
    /// </summary>
    private static bool IsEligible(GraphRosterItem assignment, RecordOrigin origin) =>
        string.IsNullOrEmpty(assignment.AssignmentType)
        && (
            !string.IsNullOrEmpty(assignment.RoleEligibilityScheduleId)
            || !string.IsNullOrEmpty(assignment.MemberType)
            || origin.File.Contains("eligib", StringComparison.OrdinalIgnoreCase)
        );

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
        if (principal.Type is User or App)
            return Person(principal, holding);
        if (principal.Type == Group)
            return MembersOf(holding);
        if (principal.Type is null)
        {
            errors.Add(
                origin,
                field,
                "has no @odata.type: it cannot be told whether it is a person or a group. Save Graph's answer as it came"
            );
        }
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
        return members.Select(member => member.Flat()).SelectMany(member =>
            People(holding with { Principal = member.Type == Group ? member with { Members = [] } : member })
        );
    }

    private List<RosterRecord> Person(GraphPrincipal person, Holding holding)
    {
        if (errors.Identifier(holding.Origin, $"{holding.Field}.id", person.Id, RecordLimits.UserId) is not { } id)
            return [];
        var role = names.GetValueOrDefault(holding.Role) ?? holding.Role;
        var email = GraphUsers.EmailOf(person.Mail, person.UserPrincipalName);
        return
        [
            new RosterRecord(
                ProviderName.Entra,
                AccountId.Canonical(ProviderName.Entra, id),
                email,
                UntrustedText.Display(person.DisplayName, LongestText),
                RosterCategory.Admin,
                UntrustedText.Display(role, LongestText),
                person.Type == App,
                person is { Type: App, AppId: { } client } ? AccountId.Canonical(ProviderName.Entra, client) : null
            )
            {
                Aliases = EmailAddress.Others(
                    email,
                    [person.UserPrincipalName, .. person.OtherMails ?? [], .. person.ProxyAddresses ?? []]
                ),
            },
        ];
    }

    private sealed record Holding(GraphPrincipal Principal, string Role, string Field, RecordOrigin Origin);
}
