using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest.Rosters.MicrosoftGraph;

/// <summary>
/// Reads from Microsoft Graph who has a directory role in Entra or may activate one: people, apps, and the members of groups. Either all
/// of it is read, or the reading fails.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
/// https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityscheduleinstances,
/// https://learn.microsoft.com/graph/api/group-list-transitivemembers.
/// </remarks>
internal sealed class GraphDirectoryReader(ProviderApi api) : IRosterReader
{
    private const string Roles = "v1.0/roleManagement/directory";
    private const string Definitions = $"{Roles}/roleDefinitions?$select=id,templateId,displayName";
    private const string Assignments = $"{Roles}/roleAssignments?$expand=principal";
    private const string Eligibilities = $"{Roles}/roleEligibilityScheduleInstances?$expand=principal";
    private const string MemberProperties = "id,displayName,mail,userPrincipalName,otherMails,proxyAddresses,appId";

    // The answer of a tenant without Privileged Identity Management: nobody can be eligible there.
    private const string NoLicence = "AadPremiumLicenseRequired";

    public string Kind => "entra-api";

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var roles = new GraphRoles(reading.Errors);
        await foreach (var (definition, origin) in ListAsync(Definitions, cancellation))
        {
            if (definition is { Id: { } id, DisplayName: not null })
                roles.Name(definition with { TemplateId = definition.TemplateId ?? id });
            else
                reading.Errors.Add(origin, "", "is no role definition");
        }
        var groups = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await ReadAsync(Assignments, roles, groups, cancellation);
        try
        {
            await ReadAsync(Eligibilities, roles, groups, cancellation);
        }
        catch (ProviderRejectedException e) when (e.Code == NoLicence)
        {
            // Complete all the same: who has a role has it at all times.
        }
        foreach (var group in groups)
            roles.AddGroup(group, await MembersAsync(group, cancellation));
        return roles.Records();
    }

    private async Task ReadAsync(string path, GraphRoles roles, HashSet<string> groups, CancellationToken cancellation)
    {
        await foreach (var (holding, origin) in ListAsync(path, cancellation))
        {
            var principal = holding.Principal ?? await FindAsync(holding.PrincipalId, cancellation);
            // A deleted principal's assignment may remain for a while; nobody holds it.
            if (principal is null && holding.PrincipalId is not null)
                continue;
            roles.Assign(holding with { Principal = principal }, origin);
            if (principal is { Type: GraphRoles.Group, Id: { } group })
                groups.Add(group);
        }
    }

    private async Task<GraphPrincipal?> FindAsync(string? id, CancellationToken cancellation)
    {
        if (id is null)
            return null;
        var found = await api.FindAsync(api.Address($"v1.0/directoryObjects/{ProviderApi.Step(id)}"), cancellation);
        return found?.Read(found.Body, GraphRosterJson.Default.GraphPrincipal);
    }

    private async Task<List<GraphPrincipal>> MembersAsync(string group, CancellationToken cancellation)
    {
        var first = api.Address($"v1.0/groups/{ProviderApi.Step(group)}/transitiveMembers?$select={MemberProperties}&$top=999");
        var members = new List<GraphPrincipal>();
        await foreach (var page in api.PagesAsync(first, ProviderPages.OfGraph, cancellation))
            members.AddRange(page.List("value").Select(member => page.Read(member, GraphRosterJson.Default.GraphPrincipal)));
        return members;
    }

    private async IAsyncEnumerable<(GraphRosterItem Item, RecordOrigin Origin)> ListAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var name = path[(path.LastIndexOf('/') + 1)..path.IndexOf('?', StringComparison.Ordinal)];
        var number = 0L;
        await foreach (var page in api.PagesAsync(api.Address(path), ProviderPages.OfGraph, cancellation))
        {
            foreach (var element in page.List("value"))
                yield return (page.Read(element, GraphRosterJson.Default.GraphRosterItem), new RecordOrigin(name, ++number));
        }
    }
}
