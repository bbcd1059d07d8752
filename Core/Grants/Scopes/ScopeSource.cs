namespace OAuthAttest.Grants.Scopes;

/// <summary>The origin of a sentence.</summary>
public enum ScopeSource
{
    /// <summary>Written by hand for this permission.</summary>
    Hand = 1,

    /// <summary>Composed from reviewed words by a rule.</summary>
    Rule = 2,

    /// <summary>Added or replaced by the team that runs this installation.</summary>
    Team = 3,
}
