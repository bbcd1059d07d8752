namespace OAuthAttest.Grants;

/// <summary>Whether an account can sign in, as reported by the provider.</summary>
public enum AccountStatus
{
    Unknown = 0,
    Active = 1,
    Deactivated = 2,
}
