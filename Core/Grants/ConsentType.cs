namespace OAuthAttest.Grants;

/// <summary>How far a grant reaches. Ordered: a higher value reaches further.</summary>
public enum ConsentType
{
    /// <summary>One person consented for themselves.</summary>
    Principal = 1,

    /// <summary>An administrator consented for everybody (Microsoft Graph: AllPrincipals).</summary>
    Tenant = 2,

    /// <summary>An application permission: the app acts without a signed-in user.</summary>
    Application = 3,
}
