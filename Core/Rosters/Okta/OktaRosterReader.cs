using System.Collections.Frozen;
using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Outside;

namespace OAuthAttest.Rosters.Okta;

/// <summary>
/// Reads who is an administrator in Okta: the users with role assignments (<c>/api/v1/iam/assignees/users</c>), the roles of each
/// (<c>/api/v1/users/{id}/roles</c>), and, for addresses and names, users (<c>/api/v1/users</c>), who are listed only if they have roles.
/// </summary>
/// <param name="files">In any order.</param>
public sealed class OktaRosterReader(IReadOnlyList<string> files) : IRosterReader
{
    private const string SomeRole = "Okta administrator";
    private const int LongestText = 256;

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
        var found = new Administrators(reading.Errors);
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

    private sealed class Administrators(RowErrors errors)
    {
        private readonly Dictionary<string, SortedSet<string>> roles = new(StringComparer.Ordinal);
        private readonly Dictionary<string, OktaProfile> profiles = new(StringComparer.Ordinal);

        public bool HasAssignees { get; private set; }

        public void Take(OktaRosterItem item, RecordOrigin origin)
        {
            if (item.AssignmentType is not null)
                TakeRole(item, origin);
            else if (errors.Identifier(origin, "id", item.Id, RecordLimits.UserId) is { } id)
                TakeUser(id, item, origin);
        }

        public IReadOnlyList<RosterRecord> Records() =>
            [
                .. roles
                    .OrderBy(person => person.Key, StringComparer.Ordinal)
                    .SelectMany(person => (person.Value.Count == 0 ? [SomeRole] : person.Value).Select(role => Record(person.Key, role))),
            ];

        private RosterRecord Record(string id, string role)
        {
            var profile = profiles.GetValueOrDefault(id);
            var name = profile is null
                ? null
                : RecordLimits.Name(profile.DisplayName) ?? RecordLimits.Name($"{profile.FirstName} {profile.LastName}");
            var email = EmailAddress.Of(profile?.Email) ?? EmailAddress.Of(profile?.Login);
            return new RosterRecord(ProviderName.Okta, id, email, Cut(name), RosterCategory.Admin, Cut(role))
            {
                Aliases = EmailAddress.Others(email, profile?.Login, profile?.SecondEmail),
            };
        }

        private void TakeUser(string id, OktaRosterItem user, RecordOrigin origin)
        {
            if (user.Profile is { } profile)
                profiles[id] = profile;
            // The list of assignees has no profiles. A user's own response has one, but no roles unless somebody added them.
            if (user.Profile is null && user.Roles is null)
            {
                HasAssignees = true;
                RolesOf(id);
            }
            foreach (var role in user.Roles ?? [])
                Add(id, role.Label ?? role.Type, role.Status, origin);
        }

        private void TakeRole(OktaRosterItem role, RecordOrigin origin)
        {
            var assignee =
                role.Links?.Assignee?.Href?.TrimEnd('/') is { } link && link.LastIndexOf('/') is > 0 and var at ? link[(at + 1)..] : null;
            if (errors.Identifier(origin, "_links.assignee.href", assignee, RecordLimits.UserId) is { } id)
            {
                Add(
                    id,
                    role.Label ?? (role.Type is { ValueKind: JsonValueKind.String } type ? type.GetString() : null),
                    role.Status,
                    origin
                );
            }
        }

        private void Add(string id, string? role, string? status, RecordOrigin origin)
        {
            if (status == "INACTIVE")
                return;
            if (errors.Identifier(origin, "label", role, int.MaxValue) is { } name)
                RolesOf(id).Add(name);
        }

        private SortedSet<string> RolesOf(string id)
        {
            if (!roles.TryGetValue(id, out var held))
                roles[id] = held = new SortedSet<string>(StringComparer.Ordinal);
            return held;
        }

        private static string? Cut(string? text) => text is null ? null : WireText.Cut(text, LongestText);
    }
}
