namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The ends of sentences that say how far a permission reaches.</summary>
internal static class Reach
{
    /// <summary>In a person's name an app can do no more than that person may.</summary>
    public const string OwnRights = ", as far as you are allowed to.";

    /// <summary>By itself an app is bound by nobody's rights.</summary>
    public const string Alone = ", without anyone signed in.";

    public static string Of(ScopeAccess access) => access == ScopeAccess.Delegated ? OwnRights : Alone;

    /// <summary>The words give the risk in a person's name; by itself the app is one level worse.</summary>
    public static Risk Risk(ScopeAccess access, Risk delegated) =>
        access == ScopeAccess.Delegated ? delegated : ScopeMeanings.Raise(delegated);
}
