namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>
/// Permissions of GitHub Apps: <c>{permission}:{level}</c>. There is no delegated version of them, so the risk in the words file is used
/// unchanged. (The OAuth scopes of GitHub are all written by hand.)
/// </summary>
public static class GitHubRule
{
    public static ComposedSentence? Compose(ScopeName name, Func<string, ResourceWords?> words)
    {
        var split = name.Scope.LastIndexOf(':');
        if (split < 0 || words(name.Scope[..split]) is not { } resource)
            return null;
        return name.Scope[(split + 1)..] switch
        {
            "read" => new ComposedSentence(resource.Read, $"See {resource.Phrase}."),
            "write" => new ComposedSentence(resource.Write, $"See and change {resource.Phrase}."),
            "admin" => new ComposedSentence(
                ScopeMeanings.Raise(resource.Write),
                $"See, change and delete {resource.Phrase}, and decide who else may."
            ),
            _ => null,
        };
    }
}
