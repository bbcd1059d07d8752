namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// The lines before a CSV file's header: <c>#TYPE …</c> of Windows PowerShell's <c>Export-Csv</c>, and <c>sep=;</c>, which tells Excel
/// the separator. Without either, the header tells: what occurs in it most often outside quotes.
/// </summary>
/// <param name="Length">In characters.</param>
/// <param name="Lines">In lines.</param>
internal readonly record struct CsvPreamble(int Length, int Lines, char Separator)
{
    public static CsvPreamble Of(ReadOnlySpan<char> text, char? given)
    {
        var (at, lines) = (0, 0);
        while (true)
        {
            var line = Line(text[at..], out var length);
            if (line.StartsWith("#TYPE ", StringComparison.Ordinal))
            {
                (at, lines) = (at + length, lines + 1);
                continue;
            }
            var plain = line.Trim('"');
            if (plain.Length == 5 && plain.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
                return new CsvPreamble(at + length, lines + 1, plain[4]);
            return new CsvPreamble(at, lines, given ?? Likeliest(text[at..]));
        }
    }

    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> text, out int length)
    {
        var end = text.IndexOfAny('\r', '\n');
        if (end < 0)
        {
            length = text.Length;
            return text;
        }
        length = end + (text[end..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1);
        return text[..end];
    }

    private static char Likeliest(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[CsvRows.Separators.Count];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '\r' or '\n')
                break;
            else if (!quoted && Index(c) is >= 0 and var index)
                counts[index]++;
        }
        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            best = counts[i] > counts[best] ? i : best;
        return CsvRows.Separators[best];
    }

    private static int Index(char c)
    {
        for (var i = 0; i < CsvRows.Separators.Count; i++)
        {
            if (CsvRows.Separators[i] == c)
                return i;
        }
        return -1;
    }
}
