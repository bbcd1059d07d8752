namespace OAuthAttest.Grants.Scopes;

/// <summary>Whether a permission is used for a signed-in person or by the app itself.</summary>
public enum ScopeAccess
{
    /// <summary>Delegated: for a signed-in person, within that person's own rights.</summary>
    Delegated = 1,

    /// <summary>By the app itself, without a signed-in person.</summary>
    Application = 2,
}
