namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>
/// Microsoft Graph names: <c>Resource.Action</c> for the user's own resources, <c>Resource.Action.All</c> for everybody's.
/// </summary>
public static class GraphRule
{
    private const string BasicWords = ":Basic";

    /// <summary>A resource that is created does not exist yet, so the sentence must not say "the".</summary>
    private const string Definite = "the ";

    /// <summary>A verb phrase with a gap for the resource, and whether it changes something.</summary>
    private static readonly Dictionary<string, (string Verb, bool Writes)> Actions = new(StringComparer.Ordinal)
    {
        ["Read"] = ("See {0}", false),
        ["ReadBasic"] = ("See basic details of {0}", false),
        ["ReadWrite"] = ("See and change {0}", true),
        ["ReadWriteBasic"] = ("See and change {0}", true),
        ["Create"] = ("Create {0}", true),
        ["DeleteRestore"] = ("Delete and restore {0}", true),
        ["EnableDisable"] = ("Switch {0} on and off", true),
    };

    public static ComposedSentence? Compose(ScopeName name, Func<string, ResourceWords?> words)
    {
        if (TeamsAppRule.Compose(name) is { } teams)
            return teams;
        var parts = name.Scope.Split('.');
        if (parts.Length is < 2 or > 3 || (parts.Length == 3 && parts[2] != "All") || !Actions.TryGetValue(parts[1], out var action))
            return null;
        var basic = parts[1].EndsWith("Basic", StringComparison.Ordinal) ? words(parts[0] + BasicWords) : null;
        var verb = basic is not null && !action.Writes ? Actions["Read"].Verb : action.Verb;
        return (basic ?? words(parts[0])) is { } resource
            ? Compose(name.Access, resource, verb, action.Writes, own: parts.Length == 2)
            : null;
    }

    private static ComposedSentence Compose(ScopeAccess access, ResourceWords resource, string verb, bool writes, bool own)
    {
        var risk = writes ? resource.Write : resource.Read;
        if (own && access == ScopeAccess.Delegated && resource.Own is { } phrase)
        {
            // Changing one user's own resources harms one account at most, so it is not critical.
            return new ComposedSentence(risk == Risk.Critical ? Risk.High : risk, $"{string.Format(null, verb, phrase)}.");
        }

        var created = verb.StartsWith("Create", StringComparison.Ordinal) && resource.Phrase.StartsWith(Definite, StringComparison.Ordinal);
        return new ComposedSentence(
            Reach.Risk(access, risk),
            string.Format(null, verb, created ? resource.Phrase[Definite.Length..] : resource.Phrase) + Reach.Of(access)
        );
    }
}
