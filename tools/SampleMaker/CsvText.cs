using System.Text;

namespace OAuthAttest.SampleMaker;

internal static class CsvText
{
    /// <summary>RFC 4180, but with LF, also inside values, because the repository's text files have LF only.</summary>
    public static string Of(IEnumerable<IReadOnlyList<string?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.Replace("\r\n", "\n").ToString();
    }

    private static string Quoted(string? value) =>
        value is null ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") < 0 && value == value.Trim() ? value
        : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
