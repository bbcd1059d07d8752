namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>Okta names: <c>okta.{resource}.read</c> and <c>okta.{resource}.manage</c>.</summary>
public static class OktaRule
{
    public static ComposedSentence? Compose(ScopeName name, Func<string, ResourceWords?> words)
    {
        var split = name.Scope.LastIndexOf('.');
        if (split < 0 || words(name.Scope[..split]) is not { } resource)
            return null;
        return name.Scope[(split + 1)..] switch
        {
            "read" => new ComposedSentence(Reach.Risk(name.Access, resource.Read), $"See {resource.Phrase}{Reach.Of(name.Access)}"),
            "manage" => new ComposedSentence(
                Reach.Risk(name.Access, resource.Write),
                $"See and change {resource.Phrase}{Reach.Of(name.Access)}"
            ),
            _ => null,
        };
    }
}
