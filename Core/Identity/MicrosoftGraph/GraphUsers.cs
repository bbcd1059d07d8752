using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

internal static class GraphUsers
{
    public static UserRecord? Record(GraphUser user, RecordOrigin origin, RowErrors errors)
    {
        if (errors.Identifier(origin, "id", user.Id, RecordLimits.UserId) is not { } id)
            return null;
        return new UserRecord(id)
        {
            Email = EmailOf(user.Mail, user.UserPrincipalName),
            DisplayName = RecordLimits.Name(user.DisplayName),
            Status = user.AccountEnabled switch
            {
                true => AccountStatus.Active,
                false => AccountStatus.Deactivated,
                null => AccountStatus.Unknown,
            },
            ManagerEmail = user.Manager is { } manager ? EmailOf(manager.Mail, manager.UserPrincipalName) : null,
            Groups = user.MemberOf is { } groups
                ? [.. groups.Select(group => group.DisplayName).OfType<string>().Order(StringComparer.Ordinal)]
                : null,
        };
    }

    /// <summary>
    /// A guest's principal name (<c>ana_partner.example#EXT#@contoso.onmicrosoft.com</c>) looks like an email address but is none.
    /// </summary>
    public static string? EmailOf(string? mail, string? principalName) =>
        EmailAddress.Of(mail)
        ?? (principalName?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true ? null : EmailAddress.Of(principalName));
}
