namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Returns one string instance for equal texts, and clears itself when it is full. Useful for client ids, which repeat a thousand times.
/// </summary>
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
