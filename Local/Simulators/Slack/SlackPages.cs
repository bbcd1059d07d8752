using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static System.Net.WebUtility;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The simulated workspace as pages: who has messages, and one's messages with buttons that press for real.</summary>
internal sealed class SlackPages(SlackSimulator slack)
{
    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d;background:#fff}
        a{color:#1264a3} .message{border:1px solid #ddd;border-radius:8px;padding:.5rem 1rem 1rem;margin:1rem 0}
        .meta{color:#616061;font-size:.85rem} .actions{display:flex;flex-wrap:wrap;gap:.5rem;margin:.4rem 0 1rem}
        button{font:inherit;padding:.3rem .8rem;border:1px solid #bbb;border-radius:4px;background:#fff;cursor:pointer}
        button.primary{background:#007a5a;border-color:#007a5a;color:#fff} button.danger{background:#c01343;border-color:#c01343;color:#fff}
        h2{font-size:1.15rem;margin:.6rem 0} hr{border:0;border-top:1px solid #ddd} td,th{text-align:left;padding:.2rem 1.2rem .2rem 0}
        .note{background:#f8f0d8;border-radius:4px;padding:.4rem .8rem} textarea{width:100%;font:inherit} section{margin:.4rem 0} pre{overflow:auto}
        """;

    public void Map(WebApplication app)
    {
        app.MapGet("/", http => WriteAsync(http, "Simulated Slack", Everybody()));
        app.MapGet("/people/{userId}", (HttpContext http, string userId) => WriteAsync(http, Name(userId), Screen(userId)));
        app.MapGet("/channels/{channel}", (HttpContext http, string channel) => WriteAsync(http, $"#{channel}", Messages(slack.Messages(channel), userId: null)));
        app.MapPost("/press", PressAsync);
        app.MapPost("/people/{userId}/submit", SubmitAsync);
    }

    private static Task WriteAsync(HttpContext http, string title, string body)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            $"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{HtmlEncode(title)}</title><style>{Style}</style></head><body><h1>{HtmlEncode(title)}</h1>{body}</body></html>""",
            http.RequestAborted);
    }

    private string Everybody()
    {
        var page = new StringBuilder("<p>What the app sent, and to whom. The buttons work: a click is a real, signed interaction.</p><table><tr><th>Who<th>Messages<th>Repaints");
        foreach (var channel in slack.AllMessages.GroupBy(message => (message.Channel, message.UserId)))
        {
            var link = channel.Key.UserId is { } person ? $"people/{person}" : $"channels/{channel.Key.Channel}";
            var name = channel.Key.UserId is { } user ? Name(user) : $"#{channel.Key.Channel}";
            page.Append($"""<tr><td><a href="/{HtmlEncode(link)}">{HtmlEncode(name)}</a><td>{channel.Count()}<td>{channel.Sum(message => message.Repaints)}""");
        }
        return page.Append("</table>").ToString();
    }

    private string Name(string userId) => slack.Users.FirstOrDefault(user => user.Id == userId)?.RealName ?? userId;

    private string Screen(string userId)
    {
        var page = new StringBuilder("""<p><a href="/">Everybody</a></p>""");
        foreach (var view in slack.Person(userId).OpenViews.TakeLast(1))
            page.Append(Modal(userId, view));
        return page.Append(Messages(slack.Person(userId).Messages, userId)).ToString();
    }

    private string Messages(IReadOnlyList<SimulatedMessage> messages, string? userId)
    {
        var page = new StringBuilder();
        foreach (var message in messages)
        {
            page.Append($"""<div class="message" id="{HtmlEncode(message.Timestamp)}"><p class="meta">{message.PostedAt:u}{(message.Repaints > 0 ? $" · repainted {message.Repaints} times" : "")}</p>""");
            page.Append(SlackHtml.Blocks(message.Blocks, button => Button(message, button, userId)));
            foreach (var note in message.Ephemerals)
                page.Append($"""<p class="note">Only you can see this: {SlackHtml.Markup(note)}</p>""");
            page.Append("</div>");
        }
        return page.ToString();
    }

    private string Button(SimulatedMessage message, JsonElement button, string? userId)
    {
        var style = button.TryGetProperty("style", out var given) ? given.GetString() : "";
        var value = button.TryGetProperty("value", out var carried) ? carried.GetString() : "";
        return $"""
            <form method="post" action="/press">{PressedBy(userId)}<input type="hidden" name="channel" value="{HtmlEncode(message.Channel)}"><input type="hidden" name="ts" value="{HtmlEncode(message.Timestamp)}">
            <input type="hidden" name="action" value="{HtmlEncode(button.GetProperty("action_id").GetString())}"><input type="hidden" name="value" value="{HtmlEncode(value)}"><button class="{HtmlEncode(style)}">{HtmlEncode(button.GetProperty("text").GetProperty("text").GetString())}</button></form>
            """;
    }

    /// <summary>In a channel anybody can press: who does is chosen.</summary>
    private string PressedBy(string? userId)
    {
        if (userId is not null)
            return $"""<input type="hidden" name="user" value="{HtmlEncode(userId)}">""";
        var people = slack.Users.Where(user => user is { IsBot: false, IsDeleted: false });
        return $"""<select name="user" aria-label="As whom">{string.Concat(people.Select(user => $"""<option value="{HtmlEncode(user.Id)}">{HtmlEncode(user.RealName)}</option>"""))}</select>""";
    }

    private static string Modal(string userId, SimulatedView view)
    {
        using var json = JsonDocument.Parse(view.Json);
        var title = json.RootElement.GetProperty("title").GetProperty("text").GetString();
        var errors = string.Concat(view.Errors.Values.Select(error => $"""<p class="note">{HtmlEncode(error)}</p>"""));
        var input = view.Input() is null ? "" : """<textarea name="text" rows="3" aria-label="Your answer"></textarea><button class="primary">Submit</button>""";
        return $"""
            <div class="message"><h2>{HtmlEncode(title)}</h2>{SlackHtml.Blocks(json.RootElement.GetProperty("blocks").GetRawText(), _ => "")}{errors}
            <form method="post" action="/people/{HtmlEncode(userId)}/submit"><input type="hidden" name="view" value="{HtmlEncode(view.Id)}">{input}</form></div>
            """;
    }

    private async Task PressAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var userId = form["user"].ToString();
        var button = slack.Messages(form["channel"]!).Where(message => message.Timestamp == form["ts"])
            .SelectMany(message => message.Buttons()).FirstOrDefault(button => button.ActionId == form["action"] && button.Value == form["value"]);
        if (button is not null)
            await slack.Person(userId).PressAsync(button, cancellationToken: http.RequestAborted);
        http.Response.Redirect(form["channel"].ToString().StartsWith('D') ? $"/people/{userId}#{form["ts"]}" : $"/channels/{form["channel"]}");
    }

    private async Task SubmitAsync(HttpContext http, string userId)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (slack.Person(userId).OpenViews.FirstOrDefault(view => view.Id == form["view"]) is { } open)
            await slack.Person(userId).SubmitAsync(open, form["text"].ToString(), cancellationToken: http.RequestAborted);
        http.Response.Redirect($"/people/{userId}");
    }
}
