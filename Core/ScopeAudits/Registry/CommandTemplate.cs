using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>
/// A command with <c>{paths}</c>. What is filled in comes from a record, whose texts are anybody's: it is quoted for a POSIX shell, so that
/// it is one word whatever it holds. A text that the AWS CLI could take for an option or for the name of a file is refused.
/// </summary>
internal static class CommandTemplate
{
    private const int Longest = 1024;

    /// <summary>A command for more than these is no command to copy.</summary>
    private const int MostWords = 50;

    // The AWS CLI reads what such a text names, and its first version fetches it.
    private static readonly string[] Loaded = ["file://", "fileb://", "http://", "https://"];

    /// <exception cref="FormatException">A brace is not closed, has no path, or may stand within quotes, which end there.</exception>
    public static IEnumerable<RecordPath> PathsOf(string template)
    {
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            var close = template.IndexOf('}', at);
            if (close < 0)
                throw new FormatException($"'{template}' has a brace that is not closed");
            if (template.AsSpan(0, at).ContainsAny("'\"`\\"))
                throw new FormatException($"'{template}' has a quote or a backslash before a brace");
            yield return RecordPath.Parse(template[(at + 1)..close]);
        }
    }

    /// <returns>Null: the record does not have what it needs, or has it in a form that no command should get.</returns>
    public static string? Fill(string template, JsonElement record)
    {
        var command = new StringBuilder();
        var from = 0;
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', from))
        {
            var close = template.IndexOf('}', at);
            if (Word(RecordPath.Parse(template[(at + 1)..close]), record) is not { } word)
                return null;
            command.Append(template, from, at - from).Append(word);
            from = close + 1;
        }
        return command.Append(template, from, template.Length - from).ToString();
    }

    private static string? Word(RecordPath path, JsonElement record)
    {
        var texts = path.In(record).Take(MostWords + 1).ToList();
        return texts.Count is 0 or > MostWords || texts.Exists(IsRefused) ? null : string.Join(' ', texts.Select(Quoted));
    }

    /// <summary>Whether a text can be passed on as an id: it is not hidden, not too long, and a reader sees all of it.</summary>
    public static bool IsOneWord(string text) => text.Length is > 0 and <= Longest && !HiddenText.Is(text) && !text.Any(IsUnseen);

    private static bool IsRefused(string text) =>
        !IsOneWord(text)
        || text[0] == '-'
        || Array.Exists(Loaded, prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a reader of the command would not see: controls, marks of direction, characters of no width.</summary>
    private static bool IsUnseen(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
