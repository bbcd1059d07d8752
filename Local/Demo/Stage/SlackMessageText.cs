using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>Shows a Slack message in a terminal: the blocks in order, the buttons in brackets.</summary>
internal static partial class SlackMessageText
{
    public static string Of(JsonElement message)
    {
        var text = new StringBuilder();
        if (message.TryGetProperty("blocks", out var blocks))
        {
            foreach (var block in blocks.EnumerateArray())
                Append(text, block);
        }
        else if (message.TryGetProperty("text", out var fallback))
        {
            text.AppendLine(Plain(fallback.GetString()));
        }
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, JsonElement block)
    {
        switch (block.GetProperty("type").GetString())
        {
            case "header":
                text.AppendLine().AppendLine(TextOf(block.GetProperty("text")).ToUpperInvariant());
                break;
            case "section":
                AppendSection(text, block);
                break;
            case "context":
                text.AppendLine("  " + string.Join("  ", block.GetProperty("elements").EnumerateArray().Select(TextOf)));
                break;
            case "actions":
                text.AppendLine("  " + string.Join(" ", block.GetProperty("elements").EnumerateArray().Select(Button)));
                break;
            case "divider":
                text.AppendLine(new string('─', 60));
                break;
        }
    }

    private static void AppendSection(StringBuilder text, JsonElement block)
    {
        if (block.TryGetProperty("text", out var body))
            text.AppendLine(TextOf(body));
        if (block.TryGetProperty("fields", out var fields))
        {
            foreach (var field in fields.EnumerateArray())
                text.AppendLine("  " + TextOf(field).Replace("\n", ": ", StringComparison.Ordinal));
        }
        if (block.TryGetProperty("accessory", out var accessory) && accessory.TryGetProperty("text", out _))
            text.AppendLine("  " + Button(accessory));
    }

    private static string Button(JsonElement element) => $"[ {TextOf(element.GetProperty("text"))} ]";

    private static string TextOf(JsonElement element) => Plain(element.TryGetProperty("text", out var text) ? text.GetString() : null);

    // https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped, dates and links are in angle brackets.
    private static string Plain(string? text)
    {
        var readable = DateToken().Replace(text ?? "", "${text}");
        readable = LinkToken().Replace(readable, "${text}");
        readable = MentionToken().Replace(readable, "@${name}");
        readable = SlackEmoji.Show(readable);
        return readable
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"<!date\^[^|>]*\|(?<text>[^>]*)>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DateToken();

    [GeneratedRegex(@"<(?:https?|mailto):[^|>]*\|(?<text>[^>]*)>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkToken();

    [GeneratedRegex(@"<[!@](?<name>[A-Za-z0-9]+)>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MentionToken();
}
