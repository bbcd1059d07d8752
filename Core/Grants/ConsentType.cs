namespace OAuthAttest.Grants;

/// <summary>How far a grant reaches. Ordered: a higher value reaches further.</summary>
public enum ConsentType
{
    /// <summary>One person consented for themselves.</summary>
    Principal = 1,

    /// <summary>An administrator consented for everybody (Microsoft Graph: AllPrincipals).</summary>
    Tenant = 2,

    /// <summary>The app acts by itself, with nobody signed in.</summary>
    Application = 3,
}
