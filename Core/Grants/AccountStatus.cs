namespace OAuthAttest.Grants;

/// <summary>Whether an account can sign in, as far as the provider said.</summary>
public enum AccountStatus
{
    Unknown = 0,
    Active = 1,
    Deactivated = 2,
}
