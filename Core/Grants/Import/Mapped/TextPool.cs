namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>Hands out one string for equal texts, and forgets all when it has too many: client ids come a thousand times, grant ids once.</summary>
internal sealed class TextPool
{
    private const int Most = 64 * 1024;

    private readonly HashSet<string> known = new(TextHash.Comparer.Instance);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public TextPool() => lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Of(ReadOnlySpan<char> text)
    {
        if (lookup.TryGetValue(text, out var found))
            return found;
        if (known.Count >= Most)
            known.Clear();
        var added = text.ToString();
        known.Add(added);
        return added;
    }
}
