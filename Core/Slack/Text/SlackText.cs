using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OAuthAttest.Outside;

namespace OAuthAttest.Slack.Text;

/// <summary>
/// Makes external text (app names, people's names, reasons) safe to show: it removes mentions, links, formatting, line breaks and
/// invisible characters, and limits the length.
/// </summary>
/// <remarks>https://docs.slack.dev/messaging/formatting-message-text#escaping</remarks>
public static partial class SlackText
{
    private const int MostMarksInARow = 3;

    /// <summary>For plain_text objects and the notification text: cleaned and cut to <paramref name="maxLength"/> UTF-16 units.</summary>
    public static string Plain(string? raw, int maxLength) => WireText.Cut(Clean(raw), maxLength);

    /// <summary>For mrkdwn: cleaned, formatting characters replaced, escaped, and cut so that the escaped text fits.</summary>
    public static string Markup(string? raw, int maxLength) => WireText.Cut(Disarm(Clean(raw)), maxLength, Escape);

    /// <summary>For mrkdwn: a code span, which shows formatting characters and emoji codes as they are; cut so that it fits.</summary>
    public static string Code(string? raw, int maxLength) => Clean(raw).Replace('`', 'ˋ') is { Length: > 0 } text
        ? $"`{WireText.Cut(text, maxLength - 2, Escape)}`"
        : "–";

    /// <summary>An instant that Slack shows in each reader's time zone; the fallback is UTC.</summary>
    public static string DateToken(DateTimeOffset instant, bool withTime)
    {
        var form = withTime ? "{date_long_pretty} at {time}" : "{date_short_pretty}";
        return string.Create(CultureInfo.InvariantCulture, $"<!date^{instant.ToUnixTimeSeconds()}^{form}|{PlainDate(instant, withTime)}>");
    }

    /// <summary>An instant in UTC, for places where Slack does not support date tokens.</summary>
    public static string PlainDate(DateTimeOffset instant, bool withTime) =>
        instant.UtcDateTime.ToString(withTime ? "d MMM yyyy HH:mm 'UTC'" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The address in a link of markup, which ends at a bar.</summary>
    public static string LinkTarget(Uri? page) =>
        Escape(page?.AbsoluteUri ?? "").Replace("|", "%7C", StringComparison.Ordinal);

    internal static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    // One line of visible characters. Characters that could reorder, hide or stack text are dropped.
    private static string Clean(string? raw)
    {
        var text = new StringBuilder(raw?.Length ?? 0);
        var marks = 0;
        foreach (var rune in (raw ?? "").EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsSpace(rune, category))
            {
                if (text.Length > 0 && text[^1] != ' ')
                    text.Append(' ');
                marks = 0;
            }
            else if (IsVisible(rune, category))
            {
                marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
                if (marks <= MostMarksInARow)
                    text.Append(rune);
            }
        }
        return text.ToString().TrimEnd();
    }

    private static bool IsSpace(Rune rune, UnicodeCategory category) =>
        category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is '\t' or '\n' or '\r' or '\v' or '\f' or 0x85;

    private static bool IsVisible(Rune rune, UnicodeCategory category) =>
        category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune.Value is not (0xFFFD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0);

    // mrkdwn has no escape for its own characters, so they are replaced by look-alikes without a formatting effect.
    private static string Disarm(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            safe.Append(text[i] switch
            {
                '*' => '∗',
                '~' => '∼',
                '`' => 'ˋ',
                '_' when !IsInsideWord(text, i) => '＿',
                '|' => '∣',
                var other => other,
            });
        }
        return EmojiCode().Replace(safe.ToString(), "∶${name}");
    }

    private static bool IsInsideWord(string text, int index) =>
        index > 0 && index < text.Length - 1 && char.IsLetterOrDigit(text[index - 1]) && char.IsLetterOrDigit(text[index + 1]);

    // ":smile:" would become an emoji; "Calendar: sync" and "10:30" stay as they are.
    [GeneratedRegex(":(?<name>[A-Za-z0-9_+'-]+)(?=:)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmojiCode();
}
