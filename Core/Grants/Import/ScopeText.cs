using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// The names of the scopes in one text: separated, as a JSON list, or as PostgreSQL writes an array. A text in another form is a
/// problem that is named, because its pieces would be taken for names of scopes.
/// </summary>
internal static class ScopeText
{
    /// <summary>
    /// The separator of OAuth itself; with it, commas, semicolons and any white space separate too, as the usual tools write.
    /// </summary>
    public const string Usual = " ";

    private const int ShownText = 60;

    private static readonly SearchValues<char> NeverInName = SearchValues.Create("\"\\{}[]");

    /// <returns>What is wrong, and what to do; null: <paramref name="scopes"/> are the names.</returns>
    public static string? Read(string text, string separator, out IReadOnlyList<string> scopes)
    {
        text = text.Trim();
        scopes = [];
        if (text.Length == 0)
            return null;
        if (CutByPowerShell.Is(text))
            return $"'{Shown(text)}' is no list of scopes: {CutByPowerShell.Advice}";
        if (text[0] is '[' or '{')
            return ReadItems(text, out var items) ?? Read(items, out scopes);
        return text[0] == '"' ? ReadQuoted(text, separator, out scopes) : Check(scopes = Split(text, separator));
    }

    /// <summary>The elements of a JSON list or of an array as PostgreSQL writes it, whatever they are names of.</summary>
    public static string? ReadItems(string text, out List<string?> items)
    {
        if (text[0] == '[')
            return ReadJson(text, out items);
        return TryArray(text, out items)
            ? null
            : $"'{Shown(text)}' is neither a list of names nor an array of PostgreSQL ({{a,b}}): list the names";
    }

    /// <summary>Checks names that come in a list already; each may still hold several lines.</summary>
    public static string? Read(IEnumerable<string?> list, out IReadOnlyList<string> scopes)
    {
        var names = new List<string>();
        scopes = names;
        foreach (var name in list)
        {
            if (name is null)
                return "holds NULL in place of a scope's name: leave such elements out, for example with array_remove(…, NULL) or WHERE";
            names.AddRange(SplitAtControls(name));
        }
        return Check(names);
    }

    /// <summary>The pieces of a text between its separators.</summary>
    public static IReadOnlyList<string> Split(string text, string separator) =>
        separator == Usual
            ? [.. Pieces(text, static c => c is ',' or ';' || char.IsWhiteSpace(c) || char.IsControl(c))]
            : [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries).SelectMany(SplitAtControls)];

    private static IEnumerable<string> SplitAtControls(string text) =>
        Pieces(text, static c => char.IsControl(c) || c is '\u2028' or '\u2029')
            .Select(piece => piece.Trim())
            .Where(piece => piece.Length > 0);

    private static IEnumerable<string> Pieces(string text, Func<char, bool> isSeparator)
    {
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !isSeparator(text[at]))
                continue;
            if (at > start)
                yield return text[start..at];
            start = at + 1;
        }
    }

    private static string? Check(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (name.AsSpan().ContainsAny(NeverInName) || CutByPowerShell.Is(name))
            {
                return $"'{Shown(name)}' is no name of a scope: write the scopes separated (\"scopeSeparator\"), as a JSON list "
                    + "([\"a\",\"b\"]) or as an array of PostgreSQL ({a,b})";
            }
        }
        return null;
    }

    private static string? ReadQuoted(string text, string separator, out IReadOnlyList<string> scopes)
    {
        var problem = ReadJson($"[{text}]", out var items);
        scopes = [];
        return problem is null && items is [{ } inner]
            ? Check(scopes = Split(inner, separator))
            : $"'{Shown(text)}' begins with a quote that nothing closes: leave it out";
    }

    private static string? ReadJson(string text, out List<string?> items)
    {
        items = [];
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var item in json.RootElement.EnumerateArray())
            {
                if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                    return $"is a JSON list, but '{Shown(item.GetRawText())}' in it is no text: list the names";
                items.Add(item.GetString());
            }
            return null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return $"'{Shown(text)}' begins like a JSON list and is none: write [\"a\",\"b\"], with double quotes";
        }
    }

    /// <summary>https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO, of one dimension.</summary>
    private static bool TryArray(string text, out List<string?> items)
    {
        items = [];
        if (text.Length < 2 || text[^1] != '}')
            return false;
        var at = 1;
        var end = text.Length - 1;
        if (string.IsNullOrWhiteSpace(text[at..end]))
            return true;
        while (true)
        {
            while (at < end && char.IsWhiteSpace(text[at]))
                at++;
            if (!TryItem(text, end, ref at, out var item))
                return false;
            items.Add(item);
            while (at < end && char.IsWhiteSpace(text[at]))
                at++;
            if (at == end)
                return true;
            if (text[at++] != ',')
                return false;
        }
    }

    private static bool TryItem(string text, int end, ref int at, out string? item)
    {
        item = null;
        if (at < end && text[at] == '"')
            return TryQuoted(text, end, ref at, out item);
        var start = at;
        while (at < end && text[at] is not (',' or '"' or '{' or '}' or '\\'))
            at++;
        if (at < end && text[at] != ',')
            return false;
        var plain = text[start..at].Trim();
        // A colon tells {"key":value} and {key:value} from an array, but is part of names such as admin:org.
        item = plain.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : plain;
        return plain.Length > 0;
    }

    private static bool TryQuoted(string text, int end, ref int at, out string? item)
    {
        var value = new StringBuilder();
        item = null;
        for (at++; at < end; at++)
        {
            if (text[at] == '"')
            {
                at++;
                item = value.ToString();
                return true;
            }
            if (text[at] == '\\' && ++at == end)
                return false;
            value.Append(text[at]);
        }
        return false;
    }

    private static string Shown(string text) => text.Length <= ShownText ? text : string.Concat(text.AsSpan(0, ShownText), "…");
}
