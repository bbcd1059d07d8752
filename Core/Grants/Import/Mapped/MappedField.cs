namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>The fields that a column of a team's own table can be mapped to. A mapping names them in camelCase.</summary>
public enum MappedField
{
    /// <summary>The grant's id; without it one is derived from account, client and resource.</summary>
    GrantId,
    ClientId,
    AppName,
    Publisher,
    PublisherVerified,

    /// <summary>Email of the app's owner inside the organization.</summary>
    AppOwner,

    /// <summary>The account's id at the provider; without it the email is the id.</summary>
    UserId,
    Email,
    DisplayName,
    AccountStatus,

    /// <summary>Email of the account's manager.</summary>
    Manager,
    Groups,
    ConsentType,
    Resource,
    Scopes,
    GrantedAt,
    LastUsedAt,
}
