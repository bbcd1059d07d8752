using System.Runtime.CompilerServices;
using System.Text.Json;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Json;

namespace OAuthAttest.Rosters.Okta;

/// <summary>
/// Reads from Okta's API who is an administrator: users with role assignments, and the members of groups that have one. Either all of
/// it is read, or the reading fails.
/// </summary>
/// <remarks>
/// https://developer.okta.com/docs/api/openapi/okta-management/: RoleAssignmentAUser, RoleAssignmentBGroup, Group. Which groups have a
/// role is told by <c>hasAdminPrivilege</c> of their statistics, so that not each group's roles must be asked for.
/// </remarks>
internal sealed class OktaDirectoryReader(ProviderApi api) : IRosterReader
{
    public string Kind => "okta-api";

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var found = new OktaAdministrators(reading.Errors);
        var assignees = new List<string>();
        await foreach (var (user, origin) in ListAsync("api/v1/iam/assignees/users?limit=100", NextAssignees, "value", cancellation))
        {
            if (reading.Errors.Identifier(origin, "id", user.Id, RecordLimits.UserId) is { } id)
                assignees.Add(id);
        }
        foreach (var group in await GroupsAsync(reading.Errors, cancellation))
            await ReadGroupAsync(group, found, reading.Errors, cancellation);
        foreach (var id in assignees.Distinct(StringComparer.Ordinal))
            await ReadUserAsync(id, found, cancellation);
        return found.Records();
    }

    private async Task ReadUserAsync(string id, OktaAdministrators found, CancellationToken cancellation)
    {
        var user = $"api/v1/users/{ProviderApi.Step(id)}";
        // Null: deleted since the list was read.
        if (await api.FindAsync(api.Address(user), cancellation) is not { } answer)
            return;
        if (answer.Read(answer.Body, OktaJson.Default.OktaRosterItem).Profile is { } profile)
            found.Name(id, profile);
        // Whatever the roles are: the list says that there are some.
        found.Assign(id);
        await foreach (var (role, origin) in ListAsync($"{user}/roles", ProviderPages.OfOkta, null, cancellation))
            found.Add(id, role.Label ?? TypeOf(role), role.Status, origin);
    }

    private async Task ReadGroupAsync(string group, OktaAdministrators found, RowErrors errors, CancellationToken cancellation)
    {
        var path = $"api/v1/groups/{ProviderApi.Step(group)}";
        var roles = new List<(OktaRosterItem Role, RecordOrigin Origin)>();
        await foreach (var role in ListAsync($"{path}/roles", ProviderPages.OfOkta, null, cancellation))
            roles.Add(role);
        if (roles.Count == 0)
            return;
        await foreach (var (member, origin) in ListAsync($"{path}/users?limit=200", ProviderPages.OfOkta, null, cancellation))
        {
            if (errors.Identifier(origin, "id", member.Id, RecordLimits.UserId) is not { } id)
                continue;
            if (member.Profile is { } profile)
                found.Name(id, profile);
            foreach (var (role, where) in roles)
                found.Add(id, role.Label ?? TypeOf(role), role.Status, where);
        }
    }

    /// <summary>The groups that have an administrator's role.</summary>
    private async Task<IReadOnlyList<string>> GroupsAsync(RowErrors errors, CancellationToken cancellation)
    {
        var first = api.Address("api/v1/groups?expand=stats&limit=200");
        var (found, number) = (new List<string>(), 0L);
        await foreach (var page in api.PagesAsync(first, ProviderPages.OfOkta, cancellation))
        {
            foreach (var group in page.Whole())
            {
                var origin = new RecordOrigin("groups", ++number);
                var hasRole = group.Field("_embedded")?.Field("stats")?.Field("hasAdminPrivilege");
                if (hasRole is not { ValueKind: JsonValueKind.True or JsonValueKind.False })
                    errors.Add(origin, "_embedded.stats.hasAdminPrivilege", "is missing: it cannot be told whether the group has a role");
                else if (errors.Identifier(origin, "id", group.Text("id"), RecordLimits.UserId) is { } id && hasRole.Value.GetBoolean())
                    found.Add(id);
            }
        }
        return found;
    }

    /// <param name="list">The property with the list; null: the answer is one.</param>
    private async IAsyncEnumerable<(OktaRosterItem Item, RecordOrigin Origin)> ListAsync(
        string path,
        Func<ProviderAnswer, Uri?> next,
        string? list,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var number = 0L;
        await foreach (var page in api.PagesAsync(api.Address(path), next, cancellation))
        {
            foreach (var element in list is null ? page.Whole() : page.List(list))
                yield return (page.Read(element, OktaJson.Default.OktaRosterItem), new RecordOrigin(Name(path), ++number));
        }
    }

    // This list alone has its link in the body.
    private static Uri? NextAssignees(ProviderAnswer answer)
    {
        if (answer.Body.Field("_links")?.Field("next") is not { ValueKind: JsonValueKind.Object } next)
            return ProviderPages.OfOkta(answer);
        return Uri.TryCreate(next.Text("href"), UriKind.Absolute, out var address)
            ? address
            : throw new ProviderUnavailableException($"{answer.Provider}: the next page has no address");
    }

    private static string? TypeOf(OktaRosterItem role) => role.Type is { ValueKind: JsonValueKind.String } type ? type.GetString() : null;

    private static string Name(string path) => path.Split('?')[0]["api/v1/".Length..];
}
