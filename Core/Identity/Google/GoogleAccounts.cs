using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>The accounts of the domain. Tokens and activities identify them by id or by primary email.</summary>
internal sealed class GoogleAccounts(RowErrors errors)
{
    private readonly Dictionary<string, (string Id, RecordOrigin Origin)> byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> byAlias = new(StringComparer.Ordinal);

    public UserRecord? Record(GoogleUser user, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", user.Id, RecordLimits.UserId);
        var email = errors.Identifier(origin, "primaryEmail", user.PrimaryEmail, RecordLimits.Email);
        if (id is null || email is null)
            return null;
        byEmail[Key(email)] = (id, origin);
        var address = EmailAddress.Of(email);
        var others = (user.Emails ?? []).OfType<GoogleEmail>().Select(other => other.Address);
        var aliases = EmailAddress.Others(address, [.. user.Aliases ?? [], .. others]);
        foreach (var alias in aliases)
            byAlias.TryAdd(alias, id);
        return new UserRecord(id)
        {
            Email = address,
            Aliases = aliases,
            DisplayName = RecordLimits.Name(user.Name?.FullName),
            Status = StatusOf(user),
            ManagerEmail = user
                .Relations?.OfType<GoogleRelation>().Where(relation => relation.Type == "manager")
                .Select(relation => EmailAddress.Of(relation.Value))
                .FirstOrDefault(),
        };
    }

    /// <summary>The ids of all accounts that were listed.</summary>
    public IEnumerable<string> Ids => byEmail.Values.Select(account => account.Id);

    /// <summary>The account's id, for an id, its primary email or an alias.</summary>
    public string IdOf(string userKey) =>
        byEmail.TryGetValue(Key(userKey), out var account) ? account.Id : byAlias.GetValueOrDefault(Key(userKey), userKey);

    /// <summary>Reports users without a file: their tokens could not be listed, which must not be taken for having no tokens.</summary>
    public void RequireFileOfEach(IReadOnlyList<string> files)
    {
        var there = files.Select(file => IdOf(Path.GetFileNameWithoutExtension(file))).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, origin) in byEmail.Values)
        {
            if (!there.Contains(id))
                errors.Add(origin, "id", $"there is no file tokens/{id}.json: the user is listed, but their tokens were not read");
        }
    }

    private static string Key(string text) => EmailAddress.Of(text) ?? text;

    private static AccountStatus StatusOf(GoogleUser user) => (user.Suspended, user.Archived) switch
    {
        (true, _) or (_, true) => AccountStatus.Deactivated,
        (false, _) => AccountStatus.Active,
        _ => AccountStatus.Unknown,
    };
}
