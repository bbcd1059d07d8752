namespace OAuthAttest.Grants.Scopes;

/// <summary>On whose behalf a permission is used.</summary>
public enum ScopeAccess
{
    /// <summary>In the name of a signed-in person, within that person's own rights.</summary>
    Delegated = 1,

    /// <summary>By the app itself, with nobody signed in.</summary>
    Application = 2,
}
