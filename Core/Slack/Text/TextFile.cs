namespace OAuthAttest.Slack.Text;

/// <summary>The texts of one template file, in the order in which they are declared.</summary>
/// <param name="name">Such as <c>request.json</c>.</param>
internal sealed class TextFile(string name)
{
    private readonly List<TextSlot> slots = [];

    /// <summary>All that were declared.</summary>
    public IReadOnlyList<TextSlot> Slots => slots;

    public TextSlot Plain(string text, int max, string placeholders = "") => Of(text, TextKind.Plain, max, placeholders);

    public TextSlot Markup(string text, int max, string placeholders = "") => Of(text, TextKind.Markup, max, placeholders);

    public TextSlot Notice(string text, int max, string placeholders = "") => Of(text, TextKind.Notice, max, placeholders);

    private TextSlot Of(string text, TextKind kind, int max, string placeholders)
    {
        var slot = TextSlot.Of(name, text, kind, max, placeholders);
        slots.Add(slot);
        return slot;
    }
}
