namespace OAuthAttest.Grants.Import;

/// <summary>Parses scope lists into distinct scopes in order; equal texts give the same array instance.</summary>
internal sealed class ScopeLists(string separator)
{
    private const int Most = 16 * 1024;

    private readonly Dictionary<string, string[]> known = new(TextHash.Comparer.Instance);

    public string[] Of(ReadOnlySpan<char> text)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var found))
            return found;
        var written = text.ToString();
        return Remember(written, Ordered(written.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }

    public string[] Of(IEnumerable<string> scopes)
    {
        var ordered = Ordered(scopes);
        var key = string.Join('\n', ordered);
        return known.TryGetValue(key, out var found) ? found : Remember(key, ordered);
    }

    private static string[] Ordered(IEnumerable<string> scopes) =>
        [.. scopes.Where(scope => scope.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private string[] Remember(string key, string[] scopes)
    {
        if (known.Count >= Most)
            known.Clear();
        known[key] = scopes;
        return scopes;
    }
}
