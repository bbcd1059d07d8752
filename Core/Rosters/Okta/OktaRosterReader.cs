using System.Collections.Frozen;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Okta;

namespace OAuthAttest.Rosters.Okta;

/// <summary>
/// Reads who is an administrator in Okta: the users with role assignments (<c>/api/v1/iam/assignees/users</c>), the roles of each
/// (<c>/api/v1/users/{id}/roles</c>), and, for addresses and names, users (<c>/api/v1/users</c>), who are listed only if they have roles.
/// </summary>
/// <param name="files">In any order.</param>
public sealed class OktaRosterReader(IReadOnlyList<string> files) : IRosterReader
{
    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("value", "items"),
        NextPage = FrozenSet.Create(JsonListShape.LinksProperty),
    };

    public string Kind => "okta";

    public string? IncompleteBecause { get; private set; }

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var found = new OktaAdministrators(reading.Errors);
        await foreach (
            var (item, origin) in new RosterFiles(files, Shape, reading).ReadAsync(OktaJson.Default.OktaRosterItem, cancellation)
        )
        {
            found.Take(item, origin);
        }

        if (!found.HasAssignees)
        {
            IncompleteBecause =
                "has the roles of some users, and no list of all who have one: add the answer of /api/v1/iam/assignees/users";
        }
        return found.Records();
    }
}
