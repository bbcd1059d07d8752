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
        var email = EmailOf(user.Mail, user.UserPrincipalName);
        return new UserRecord(AccountId.Canonical(ProviderName.Entra, id))
        {
            Email = email,
            Aliases = EmailAddress.Others(email, [user.UserPrincipalName, .. user.OtherMails ?? [], .. user.ProxyAddresses ?? []]),
            DisplayName = RecordLimits.Name(user.DisplayName),
            Status = user.AccountEnabled switch
            {
                true => AccountStatus.Active,
                false => AccountStatus.Deactivated,
                null => AccountStatus.Unknown,
            },
            ManagerEmail = user.Manager is { } manager ? EmailOf(manager.AnyMail, manager.AnyPrincipalName) : null,
            Groups = user.MemberOf is { } groups
                ? [.. groups.OfType<GraphGroup>().Select(group => group.AnyName).OfType<string>().Order(StringComparer.Ordinal)]
                : null,
        };
    }

    /// <summary>
    /// Where the account is written to. A guest's principal name (<c>ana_partner.example#EXT#@contoso.onmicrosoft.com</c>) tells the
    /// address that was invited, which the guest may have no more: it is an alias.
    /// </summary>
    public static string? EmailOf(string? mail, string? principalName) =>
        EmailAddress.Of(mail) ?? (IsGuest(principalName) ? null : EmailAddress.Of(principalName));

    private static bool IsGuest(string? principalName) =>
        principalName?.Contains(EmailAddress.GuestMark, StringComparison.OrdinalIgnoreCase) == true;
}
