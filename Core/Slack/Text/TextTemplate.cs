using System.Text;

namespace OAuthAttest.Slack.Text;

/// <summary>A parsed template: literal text and placeholders such as <c>{app}</c>. A literal brace is written twice.</summary>
internal sealed class TextTemplate
{
    private readonly List<(string Text, bool IsPlaceholder)> parts;

    private TextTemplate(TextSlot slot, List<(string Text, bool IsPlaceholder)> parts) => (Slot, this.parts) = (slot, parts);

    public TextSlot Slot { get; }

    /// <summary>The length with every placeholder filled in at its longest.</summary>
    public int WorstLength => parts.Sum(part => part.IsPlaceholder ? Placeholders.MaxLength(part.Text) : part.Text.Length);

    /// <summary>Parses and checks; if there are problems, they are added to <paramref name="problems"/> and null is returned.</summary>
    public static TextTemplate? Parse(TextSlot slot, string text, string origin, ICollection<string> problems)
    {
        var where = $"{origin}: \"{slot.Name}\"";
        var pieces = Split(text, out var broken);
        if (broken is not null)
        {
            problems.Add($"{where} {broken}");
            return null;
        }

        var before = problems.Count;
        var used = pieces.Where(part => part.IsPlaceholder).Select(part => part.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in used.Except(slot.Allowed, StringComparer.Ordinal))
            problems.Add($"{where} uses the unknown placeholder {{{unknown}}}; it knows {Listed(slot.Allowed)}");
        foreach (var missing in slot.Required.Except(used, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            problems.Add($"{where} must contain the placeholder {{{missing}}}");
        if (text.Trim().Length == 0)
            problems.Add($"{where} is empty");
        if (problems.Count > before)
            return null;

        var template = new TextTemplate(slot, pieces);
        if (template.WorstLength <= slot.MaxLength)
            return template;
        problems.Add($"{where} is too long: it can grow to {template.WorstLength} characters, and {slot.MaxLength} fit");
        return null;
    }

    public string Render(ReadOnlySpan<TextValue> values)
    {
        var text = new StringBuilder();
        foreach (var (part, isPlaceholder) in parts)
            text.Append(isPlaceholder ? Find(values, part).Write(Slot.Kind) : part);
        return text.ToString();
    }

    private TextValue Find(ReadOnlySpan<TextValue> values, string name)
    {
        foreach (var value in values)
        {
            if (value.Name == name)
                return value;
        }
        throw new InvalidOperationException($"{Slot.File} {Slot.Name} allows {{{name}}}, and nothing is filled in for it.");
    }

    private static List<(string Text, bool IsPlaceholder)> Split(string text, out string? broken)
    {
        broken = null;
        var pieces = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                literal.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (
                text[i] == '{'
                && text.IndexOf('}', i) is var end and > 0
                && text[(i + 1)..end] is { Length: > 0 } name
                && name.All(char.IsAsciiLetter)
            )
            {
                pieces.Add((literal.ToString(), false));
                literal.Clear();
                pieces.Add((name, true));
                i = end;
            }
            else
            {
                broken = $"has a stray '{text[i]}' at character {i + 1}; write a literal brace twice";
                return pieces;
            }
        }
        pieces.Add((literal.ToString(), false));
        pieces.RemoveAll(part => part is { Item1.Length: 0 });
        return pieces;
    }

    private static string Listed(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"{{{name}}}"));
        return list.Length == 0 ? "none" : list;
    }
}
