using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>Renders Block Kit as HTML, as far as the app uses it. Text was escaped for Slack, and is escaped again here for HTML.</summary>
internal static partial class SlackHtml
{
    public static string Blocks(string json, Func<JsonElement, string> button)
    {
        using var blocks = JsonDocument.Parse(json);
        var html = new StringBuilder();
        foreach (var block in blocks.RootElement.EnumerateArray())
            html.Append(Block(block, button));
        return html.ToString();
    }

    /// <summary>Slack's mrkdwn, see https://docs.slack.dev/messaging/formatting-message-text.</summary>
    public static string Markup(string? text)
    {
        var html = WebUtility.HtmlEncode(WebUtility.HtmlDecode(Mentions().Replace(Tokens().Replace(text ?? "", "${shown}"), "@${shown}")));
        html = Code().Replace(html, "<pre>${text}</pre>");
        html = Bold().Replace(html, "<b>${text}</b>");
        html = Italic().Replace(html, "<i>${text}</i>");
        html = SlackEmoji.Show(html);
        return html.Replace("\n", "<br>", StringComparison.Ordinal);
    }

    private static string Block(JsonElement block, Func<JsonElement, string> button) => block.GetProperty("type").GetString() switch
    {
        "header" => $"<h2>{Text(block.GetProperty("text"))}</h2>",
        "section" => $"<section>{Section(block)}</section>",
        "context" => $"""<p class="meta">{string.Join(" ", block.GetProperty("elements").EnumerateArray().Select(Text))}</p>""",
        "actions" => $"""<div class="actions">{string.Concat(block.GetProperty("elements").EnumerateArray().Select(button))}</div>""",
        "input" => $"<p><b>{Text(block.GetProperty("label"))}</b></p>",
        "divider" => "<hr>",
        _ => "",
    };

    private static string Section(JsonElement block)
    {
        var body = block.TryGetProperty("text", out var text) ? Text(text) : "";
        return block.TryGetProperty("fields", out var fields)
            ? body + string.Concat(fields.EnumerateArray().Select(field => $"<div>{Text(field)}</div>"))
            : body;
    }

    private static string Text(JsonElement element) => Markup(element.TryGetProperty("text", out var text) ? text.GetString() : null);

    [GeneratedRegex(@"<(?:!date\^[^|>]*|https?:[^|>]*|mailto:[^|>]*)\|(?<shown>[^>]*)>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tokens();

    [GeneratedRegex("<[!@](?<shown>[A-Za-z0-9]+)>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mentions();

    [GeneratedRegex("```(?<text>.+?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w*])\*(?<text>[^*\n]+)\*(?![\w*])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\w_])_(?<text>[^_\n]+)_(?![\w_])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Italic();
}
