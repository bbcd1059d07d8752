namespace OAuthAttest.ScopeAudits;

/// <summary>What a change is about.</summary>
public enum ChangeKind
{
    /// <summary>OAuth scopes of a client, a resource server or an application.</summary>
    Scope = 1,

    /// <summary>Permissions of IAM, Identity Center or Organizations.</summary>
    Policy,

    /// <summary>Who may become whom: trust policies and identity providers.</summary>
    Trust,

    /// <summary>Keys, passwords and secrets.</summary>
    Credential,

    /// <summary>A token was issued, looked into or revoked.</summary>
    Token,

    /// <summary>Who may use an application or an account.</summary>
    Assignment,
}

public enum ChangeEffect
{
    /// <summary>Somebody can do more.</summary>
    Grants = 1,

    /// <summary>Somebody can do less.</summary>
    Removes,

    /// <summary>The record alone does not tell.</summary>
    Changes,
}
