using System.Globalization;
using System.Text;

namespace OAuthAttest.Addresses;

/// <summary>
/// Unicode's normalization form C. The runtime has it only with ICU; this app runs without (<c>InvariantGlobalization</c>), where
/// <see cref="string.Normalize()"/> returns its text as it is.
/// </summary>
/// <remarks>https://www.unicode.org/reports/tr15/</remarks>
internal static class CanonicalText
{
    private const string Table = "OAuthAttest.Addresses.canonical.txt";
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    private static readonly Lazy<Tables> Data = new(Read);

    public static string Compose(string text)
    {
        if (text.All(char.IsAscii))
            return text;
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, runes);
        Order(runes);
        var composed = new StringBuilder(text.Length);
        foreach (var rune in Composed(runes))
            composed.Append(new Rune(rune));
        return composed.ToString();
    }

    private static void Decompose(int rune, List<int> into)
    {
        if (rune - FirstSyllable is >= 0 and < Syllables and var syllable)
        {
            into.Add(FirstLead + (syllable / (Vowels * Tails)));
            into.Add(FirstVowel + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
                into.Add(FirstTail + (syllable % Tails));
        }
        else if (Data.Value.Parts.TryGetValue(rune, out var parts))
        {
            foreach (var part in parts)
                Decompose(part, into);
        }
        else
        {
            into.Add(rune);
        }
    }

    /// <summary>Sorts each run of combining marks by class; marks of one class keep their order.</summary>
    private static void Order(List<int> runes)
    {
        for (var start = 0; start < runes.Count; start++)
        {
            if (Class(runes[start]) == 0)
                continue;
            var end = start;
            while (end < runes.Count && Class(runes[end]) != 0)
                end++;
            var sorted = runes[start..end].OrderBy(Class).ToList();
            for (var i = start; i < end; i++)
                runes[i] = sorted[i - start];
            start = end;
        }
    }

    private static List<int> Composed(List<int> runes)
    {
        var composed = new List<int>(runes.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var rune in runes)
        {
            var ofRune = Class(rune);
            // A mark between that has the same class or a higher one keeps this rune from its starter.
            var isBlocked = starter < 0 || (composed.Count - 1 > starter && (lastClass == 0 || lastClass >= ofRune));
            if (!isBlocked && Pair(composed[starter], rune) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }
            if (ofRune == 0)
                starter = composed.Count;
            lastClass = ofRune;
            composed.Add(rune);
        }
        return composed;
    }

    private static int? Pair(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
            return FirstSyllable + (((lead * Vowels) + vowel) * Tails);
        if (
            first - FirstSyllable is >= 0 and < Syllables and var syllable
            && syllable % Tails == 0
            && second - FirstTail is > 0 and < Tails and var tail
        )
        {
            return first + tail;
        }
        return Data.Value.Pairs.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static int Class(int rune) => rune < 0x300 ? 0 : Data.Value.Classes.GetValueOrDefault(rune);

    private static Tables Read()
    {
        using var stream = typeof(CanonicalText).Assembly.GetManifestResourceStream(Table)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var tables = new Tables([], [], []);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('@'))
                ReadClass(line, tables);
            else if (!line.StartsWith('#'))
                ReadParts(line, tables);
        }
        return tables;
    }

    private static void ReadClass(string line, Tables tables)
    {
        var words = line[1..].Split(' ');
        var number = byte.Parse(words[0], CultureInfo.InvariantCulture);
        foreach (var range in words[1..])
        {
            var ends = range.Split('-');
            for (var rune = Hex(ends[0]); rune <= Hex(ends[^1]); rune++)
                tables.Classes[rune] = number;
        }
    }

    private static void ReadParts(string line, Tables tables)
    {
        var sign = line.AsSpan().IndexOfAny('=', '!');
        var (whole, parts) = (Hex(line[..sign]), line[(sign + 1)..].Split(' ').Select(Hex).ToArray());
        tables.Parts[whole] = parts;
        if (line[sign] == '=')
            tables.Pairs[(parts[0], parts[1])] = whole;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<(int, int), int> Pairs, Dictionary<int, byte> Classes);
}
