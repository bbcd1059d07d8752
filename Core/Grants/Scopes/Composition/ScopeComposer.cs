namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>
/// Builds the dictionary's lines from <see cref="ScopeSources"/>: the hand-written sentence if there is one, otherwise a composed one.
/// There is no fallback: a name without either is an error.
/// </summary>
public static class ScopeComposer
{
    /// <summary>Every name's line, by provider and name.</summary>
    /// <exception cref="InvalidDataException">Names without words, or hand-written lines without a name; all are listed.</exception>
    public static IReadOnlyList<ScopeEntry> Compose(ScopeSources sources)
    {
        var problems = new List<string>();
        var names = sources.Names.ToHashSet();
        problems.AddRange(
            sources.Hand.Keys.Where(name => !names.Contains(name)).Select(name => $"{name}: written by hand, but not in the names")
        );
        var entries = new List<ScopeEntry>();
        foreach (var name in sources.Names)
        {
            if (Line(sources, name) is { } entry)
                entries.Add(entry);
            else
                problems.Add($"{name}: neither written by hand nor covered by the words");
        }

        problems.AddRange(
            entries.SelectMany(entry =>
                SentenceRules.Check(entry).Select(problem => $"{entry.Provider} {entry.Scope}: {problem}: {entry.Sentence}")
            )
        );
        return problems is []
            ?
            [
                .. entries
                    .OrderBy(entry => entry.Provider.ToString(), StringComparer.Ordinal)
                    .ThenBy(entry => entry.Scope, StringComparer.Ordinal)
                    .ThenBy(entry => entry.Access),
            ]
            : throw new InvalidDataException(string.Join('\n', problems));
    }

    private static ScopeEntry? Line(ScopeSources sources, ScopeName name)
    {
        if (sources.Hand.TryGetValue(name, out var hand))
            return new ScopeEntry(name.Provider, name.Scope, name.Access, hand.Risk, ScopeSource.Hand, hand.Sentence);
        var composed = Rule(name.Provider)?.Invoke(name, resource => sources.Words.GetValueOrDefault((name.Provider, resource)));
        return composed is null
            ? null
            : new ScopeEntry(name.Provider, name.Scope, name.Access, composed.Risk, ScopeSource.Rule, composed.Sentence);
    }

    private static Func<ScopeName, Func<string, ResourceWords?>, ComposedSentence?>? Rule(ProviderName provider) =>
        provider == ProviderName.Entra ? GraphRule.Compose
        : provider == ProviderName.Google ? GoogleRule.Compose
        : provider == ProviderName.Okta ? OktaRule.Compose
        : provider == ProviderName.GitHub ? GitHubRule.Compose
        : null;
}
