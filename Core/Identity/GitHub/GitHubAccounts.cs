using System.Globalization;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.GitHub;

/// <summary>The members of the organization. Tokens name them by id, credentials by login.</summary>
internal sealed class GitHubAccounts(RowErrors errors)
{
    private readonly Dictionary<string, string> byLogin = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The member. GitHub tells no address of the organization's: its grants belong to people by what <c>people</c> and aliases say.
    /// </summary>
    public UserRecord? Record(GitHubMember member, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", member.Id?.ToString(CultureInfo.InvariantCulture), RecordLimits.UserId);
        if (errors.Identifier(origin, "login", member.Login, RecordLimits.UserId) is not { } login || id is null)
            return null;
        byLogin[login] = id;
        return new UserRecord(id) { DisplayName = RecordLimits.Name(login), Status = AccountStatus.Active };
    }

    /// <summary>The member's id; of somebody who is no member any more, the login.</summary>
    public string IdOf(string login) => byLogin.GetValueOrDefault(login, login);
}
