namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>The last words of a sentence, which say how far a permission reaches.</summary>
internal static class Reach
{
    /// <summary>Delegated: the app can do no more than the signed-in person.</summary>
    public const string OwnRights = ", as far as you are allowed to.";

    /// <summary>Application permission: no person's rights limit the app.</summary>
    public const string Alone = ", without anyone signed in.";

    public static string Of(ScopeAccess access) => access == ScopeAccess.Delegated ? OwnRights : Alone;

    /// <summary>The words file has the risk of delegated use; used by the app itself, the risk is one level higher.</summary>
    public static Risk Risk(ScopeAccess access, Risk delegated) =>
        access == ScopeAccess.Delegated ? delegated : ScopeMeanings.Raise(delegated);
}
