using System.Globalization;

namespace OAuthAttest.Slack.Text;

/// <summary>The value of a placeholder. External text is made safe for the slot it goes into.</summary>
internal readonly struct TextValue
{
    private readonly Func<TextKind, int, string> write;

    private TextValue(string name, Func<TextKind, int, string> write) => (Name, this.write) = (name, write);

    public string Name { get; }

    /// <summary>External text.</summary>
    public static TextValue Of(string name, string? raw) =>
        new(name, (kind, max) => kind == TextKind.Plain ? SlackText.Plain(raw, max) : SlackText.Markup(raw, max));

    /// <summary>An id that people copy: in markup a code span, in which no character has to be replaced but the backtick.</summary>
    public static TextValue Code(string name, string? raw) =>
        new(name, (kind, max) => kind == TextKind.Markup ? SlackText.Code(raw, max) : SlackText.Plain(raw, max));

    public static TextValue Of(string name, long number) =>
        new(name, (_, _) => number.ToString(CultureInfo.InvariantCulture));

    public static TextValue Of(string name, DateTimeOffset instant, bool withTime) =>
        new(name, (kind, _) => kind == TextKind.Markup ? SlackText.DateToken(instant, withTime) : SlackText.PlainDate(instant, withTime));

    /// <summary>One of our own texts that is already rendered for the same kind of slot.</summary>
    public static TextValue Rendered(string name, string text) => new(name, (_, _) => text);

    public string Write(TextKind kind) => write(kind, Placeholders.MaxLength(Name));
}
