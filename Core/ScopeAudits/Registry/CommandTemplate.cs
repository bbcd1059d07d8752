using System.Text;
using System.Text.Json;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>
/// A command with <c>{paths}</c>. What is filled in comes from a record, whose texts are anybody's: it is quoted for a POSIX shell, so that
/// it is one word whatever it holds, and a text that could be taken for an option is refused.
/// </summary>
internal static class CommandTemplate
{
    private const int Longest = 1024;

    /// <exception cref="FormatException">A brace is not closed, or has no path.</exception>
    public static IEnumerable<RecordPath> PathsOf(string template)
    {
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            var close = template.IndexOf('}', at);
            if (close < 0)
                throw new FormatException($"'{template}' has a brace that is not closed");
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
        var texts = path.In(record).ToList();
        return texts.Count == 0 || texts.Exists(IsRefused) ? null : string.Join(' ', texts.Select(Quoted));
    }

    private static bool IsRefused(string text) =>
        text.Length is 0 or > Longest || text[0] == '-' || text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is > '\u2000' and < '\u2070');

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
