namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// The columns of a CSV file. Spreadsheets write separators for empty columns at the end of lines, of the header or of some rows only;
/// a row that lacks a named column is cut.
/// </summary>
internal sealed class CsvHeader
{
    private readonly int named;
    private readonly char separator;

    public CsvHeader(CsvRows rows)
    {
        Columns = [.. Enumerable.Range(0, rows.Count).Select(column => rows.Text(column).Trim().ToString())];
        named = 1 + Columns.FindLastIndex(title => title.Length > 0);
        separator = rows.Separator;
    }

    public List<string> Columns { get; }

    /// <summary>For a header that lacks columns: what it looks as if it were separated by.</summary>
    public string? Hint
    {
        get
        {
            var other = CsvRows.Separators.FirstOrDefault(candidate =>
                candidate != separator && Columns.Any(title => title.Contains(candidate, StringComparison.Ordinal))
            );
            var shown = other == '\t' ? "\\t" : other.ToString();
            return other == default ? null : $" Is the file separated by '{shown}'? Say so with \"separator\" in the mapping.";
        }
    }

    /// <summary>What is wrong with the number of a row's values; null: nothing.</summary>
    public string? ProblemOf(CsvRows row)
    {
        if (row.Count == Columns.Count)
            return null;
        var count = row.Count;
        while (count > named && row.Text(count - 1).IsWhiteSpace())
            count--;
        return count >= named && count <= Columns.Count
            ? null
            : $"the row has {row.Count} values, but the header has {Columns.Count}: was the file cut, or is a value with "
                + $"'{separator}' not quoted?";
    }
}
