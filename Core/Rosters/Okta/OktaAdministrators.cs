using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Text;

namespace OAuthAttest.Rosters.Okta;

/// <summary>Collects Okta's users and their administrator roles, and lists at the end who has which.</summary>
internal sealed class OktaAdministrators(RowErrors errors)
{
    private const string SomeRole = "Okta administrator";
    private const int LongestText = 256;

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

    /// <summary>Who the user is; that alone makes nobody an administrator.</summary>
    public void Name(string id, OktaProfile profile) => profiles[id] = profile;

    /// <summary>The user has a role, whichever it is.</summary>
    public void Assign(string id)
    {
        HasAssignees = true;
        RolesOf(id);
    }

    private RosterRecord Record(string id, string role)
    {
        var profile = profiles.GetValueOrDefault(id);
        var name = profile is null
            ? null
            : Short(profile.DisplayName) ?? Short($"{profile.FirstName} {profile.LastName}");
        var email = EmailAddress.Of(profile?.Email) ?? EmailAddress.Of(profile?.Login);
        return new RosterRecord(ProviderName.Okta, id, email, name, RosterCategory.Admin, Short(role))
        {
            Aliases = EmailAddress.Others(email, profile?.Login, profile?.SecondEmail),
        };
    }

    private void TakeUser(string id, OktaRosterItem user, RecordOrigin origin)
    {
        if (user.Profile is { } profile)
            Name(id, profile);
        // The list of assignees has no profiles. A user's own response has one, but no roles unless somebody added them.
        if (user.Profile is null && user.Roles is null)
        {
            Assign(id);
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

    /// <summary>The user has the role, by an assignment of their own or by a group.</summary>
    public void Add(string id, string? role, string? status, RecordOrigin origin)
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

    private static string? Short(string? text) => UntrustedText.Display(text, LongestText);
}
