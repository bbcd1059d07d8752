using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>The accounts of the domain. Tokens and activities identify them by id or by primary email.</summary>
internal sealed class GoogleAccounts(RowErrors errors)
{
    private readonly Dictionary<string, (string Id, RecordOrigin Origin)> byEmail = new(StringComparer.OrdinalIgnoreCase);

    public UserRecord? Record(GoogleUser user, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", user.Id, RecordLimits.UserId);
        var email = errors.Identifier(origin, "primaryEmail", user.PrimaryEmail, RecordLimits.Email);
        if (id is null || email is null)
            return null;
        byEmail[email] = (id, origin);
        return new UserRecord(id)
        {
            Email = EmailAddress.Of(email),
            DisplayName = RecordLimits.Name(user.Name?.FullName),
            Status = StatusOf(user),
            ManagerEmail = user
                .Relations?.Where(relation => relation.Type == "manager")
                .Select(relation => EmailAddress.Of(relation.Value))
                .FirstOrDefault(),
        };
    }

    /// <summary>The account's id, for an id or an email.</summary>
    public string IdOf(string userKey) => byEmail.TryGetValue(userKey, out var account) ? account.Id : userKey;

    /// <summary>Reports users without a file: their tokens could not be listed, which must not be taken for having no tokens.</summary>
    public void RequireFileOfEach(IReadOnlyList<string> files)
    {
        var there = files.Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (email, (id, origin)) in byEmail)
        {
            if (!there.Contains(id) && !there.Contains(email))
                errors.Add(origin, "id", $"there is no file tokens/{id}.json: the user is listed, but their tokens were not read");
        }
    }

    private static AccountStatus StatusOf(GoogleUser user) => (user.Suspended, user.Archived) switch
    {
        (true, _) or (_, true) => AccountStatus.Deactivated,
        (false, _) => AccountStatus.Active,
        _ => AccountStatus.Unknown,
    };
}
