using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Grants.Import;

/// <summary>Parses scope lists into distinct scopes in order; equal texts give the same array instance.</summary>
/// <param name="separator">Between the scopes of a text.</param>
internal sealed class ScopeLists(string separator)
{
    private const int Most = 16 * 1024;

    private readonly Dictionary<string, string[]> known = new(TextHash.Comparer.Instance);
    private readonly Dictionary<ListOfApi, string[]> knownOfApi = [];

    /// <summary>By the instances, which readers reuse for equal texts.</summary>
    private readonly record struct ListOfApi(string Api, string[] Scopes)
    {
        public bool Equals(ListOfApi other) => ReferenceEquals(Api, other.Api) && ReferenceEquals(Scopes, other.Scopes);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(Api) * 31 ^ RuntimeHelpers.GetHashCode(Scopes);
    }

    /// <returns>What is wrong with the text, and what to do; null: it was read.</returns>
    public string? Read(ReadOnlySpan<char> text, out string[] scopes)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out scopes!))
            return null;
        var written = text.ToString();
        var problem = ScopeText.Read(written, separator, out var names);
        scopes = problem is null ? Remember(written, Ordered(names)) : [];
        return problem;
    }

    /// <summary>The same for a list; its elements are names.</summary>
    public string? Read(IEnumerable<string?> list, out string[] scopes)
    {
        var problem = ScopeText.Read(list, out var names);
        scopes = problem is null ? Of(names) : [];
        return problem;
    }

    /// <summary>Names that are known to be names.</summary>
    public string[] Of(IEnumerable<string> scopes)
    {
        var ordered = Ordered(scopes);
        var key = string.Join('\n', ordered);
        return known.TryGetValue(key, out var found) ? found : Remember(key, ordered);
    }

    /// <summary>The scopes with the API that they belong to; null: the one whose names stand alone.</summary>
    public string[] At(string? api, string[] scopes)
    {
        if (api is null || scopes.Length == 0)
            return scopes;
        var key = new ListOfApi(api, scopes);
        if (knownOfApi.TryGetValue(key, out var found))
            return found;
        if (knownOfApi.Count >= Most)
            knownOfApi.Clear();
        return knownOfApi[key] = Of(scopes.Select(scope => ApiScope.Name(api, scope)));
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
