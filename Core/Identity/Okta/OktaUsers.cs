using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Okta;

internal sealed class OktaUsers(RowErrors errors)
{
    private readonly List<(string Id, RecordOrigin Origin)> listed = [];

    /// <summary>The ids of all accounts that were listed.</summary>
    public IEnumerable<string> Ids => listed.Select(user => user.Id);

    public UserRecord? Record(OktaUser user, RecordOrigin origin)
    {
        if (errors.Identifier(origin, "id", user.Id, RecordLimits.UserId) is not { } id)
            return null;
        listed.Add((id, origin));
        var profile = user.Profile;
        var email = EmailAddress.Of(profile?.Email) ?? EmailAddress.Of(profile?.Login);
        return new UserRecord(id)
        {
            Email = email,
            Aliases = EmailAddress.Others(email, profile?.Login, profile?.SecondEmail),
            DisplayName = RecordLimits.Name(profile?.DisplayName) ?? RecordLimits.Name($"{profile?.FirstName} {profile?.LastName}"),
            Status = StatusOf(user.Status),
            // Organisations put a name, an id or an address in this field; only an address identifies a person.
            ManagerEmail = EmailAddress.Of(profile?.Manager) ?? EmailAddress.Of(profile?.ManagerId),
        };
    }

    /// <summary>Reports users without a file: their grants could not be listed, which must not be taken for having no grants.</summary>
    public void RequireFileOfEach(IReadOnlyList<string> files)
    {
        var there = files.Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, origin) in listed)
        {
            if (!there.Contains(id))
                errors.Add(origin, "id", $"there is no file grants/{id}.json: the user is listed, but their grants were not read");
        }
    }

    /// <summary>Whether the account can sign in: a staged one cannot yet; a locked-out one can again later.</summary>
    private static AccountStatus StatusOf(string? status) => status switch
    {
        "ACTIVE" or "PROVISIONED" or "RECOVERY" or "PASSWORD_EXPIRED" or "LOCKED_OUT" => AccountStatus.Active,
        "STAGED" or "SUSPENDED" or "DEPROVISIONED" => AccountStatus.Deactivated,
        _ => AccountStatus.Unknown,
    };
}
