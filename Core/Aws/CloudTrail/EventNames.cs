using System.Collections.Frozen;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>Names of events, found by their bytes: nearly every record is looked at for its name alone.</summary>
internal sealed class EventNames
{
    private const int Longest = 128;

    private readonly FrozenSet<string> names;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> byText;

    public EventNames(IEnumerable<string> names)
    {
        this.names = names.ToFrozenSet(StringComparer.Ordinal);
        byText = this.names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public bool Contains(string name) => names.Contains(name);

    public bool Contains(ReadOnlySpan<byte> name)
    {
        if (name.Length > Longest)
            return false;
        Span<char> text = stackalloc char[Longest];
        for (var i = 0; i < name.Length; i++)
            text[i] = (char)name[i];
        return byText.Contains(text[..name.Length]);
    }
}
