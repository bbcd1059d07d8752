using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static System.Net.WebUtility;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The simulated workspace as web pages: the list of people with messages, and a person's messages with working buttons.</summary>
internal sealed class SlackPages(SlackSimulator slack)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/", http => SimulatorPage.WriteAsync(http, "Simulated Slack", Everybody()));
        app.MapGet("/people/{userId}", (HttpContext http, string userId) => SimulatorPage.WriteAsync(http, Name(userId), Screen(userId)));
        app.MapGet("/channels/{channel}", (HttpContext http, string channel) =>
            SimulatorPage.WriteAsync(http, $"#{channel}", Messages(slack.Messages(channel), userId: null))
        );
        app.MapPost("/press", PressAsync);
        app.MapPost("/people/{userId}/submit", SubmitAsync);
    }

    private string Everybody()
    {
        var page = new StringBuilder(
            "<p>What the app sent, and to whom. The buttons work: a click is a real, signed "
                + "interaction.</p><table><tr><th>Who<th>Messages<th>Repaints"
        );
        foreach (var channel in slack.AllMessages.GroupBy(message => (message.Channel, message.UserId)))
        {
            var link = channel.Key.UserId is { } person ? $"people/{person}" : $"channels/{channel.Key.Channel}";
            var name = channel.Key.UserId is { } user ? Name(user) : $"#{channel.Key.Channel}";
            page.Append(
                $"""<tr><td><a href="/{HtmlEncode(link)}">{HtmlEncode(name)}</a>"""
                    + $"""<td>{channel.Count()}<td>{channel.Sum(message => message.Repaints)}"""
            );
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
            var repaints = message.Repaints > 0 ? $" · repainted {message.Repaints} times" : "";
            page.Append($"""<div class="message" id="{HtmlEncode(message.Timestamp)}">""");
            page.Append($"""<p class="meta">{message.PostedAt:u}{repaints}</p>""");
            page.Append(SlackHtml.Blocks(message.Blocks, button => Button(message, button, userId)));
            foreach (var note in message.Ephemerals)
                page.Append($"""<p class="note">Only you can see this: {SlackHtml.Markup(note)}</p>""");
            foreach (var shown in message.EphemeralMessages)
            {
                page.Append("""<div class="note">Only you can see this:""");
                page.Append(SlackHtml.Blocks(shown.Blocks, button => Button(message, button, userId))).Append("</div>");
            }
            page.Append("</div>");
        }
        return page.ToString();
    }

    private string Button(SimulatedMessage message, JsonElement button, string? userId)
    {
        var style = button.TryGetProperty("style", out var given) ? given.GetString() : "";
        var value = button.TryGetProperty("value", out var carried) ? carried.GetString() : "";
        return $"""
            <form method="post" action="/press">{PressedBy(userId)}<input type="hidden" name="channel" value="{HtmlEncode(
                message.Channel
            )}"><input type="hidden" name="ts" value="{HtmlEncode(message.Timestamp)}">
            <input type="hidden" name="action" value="{HtmlEncode(
                button.GetProperty("action_id").GetString()
            )}"><input type="hidden" name="value" value="{HtmlEncode(value)}"><button class="{HtmlEncode(style)}">{HtmlEncode(
                button.GetProperty("text").GetProperty("text").GetString()
            )}</button></form>
            """;
    }

    /// <summary>In a channel anybody can press a button: the page asks who does.</summary>
    private string PressedBy(string? userId)
    {
        if (userId is not null)
            return $"""<input type="hidden" name="user" value="{HtmlEncode(userId)}">""";
        var people = slack.Users.Where(user => user is { IsBot: false, IsDeleted: false });
        var options = people.Select(user => $"""<option value="{HtmlEncode(user.Id)}">{HtmlEncode(user.RealName)}</option>""");
        return $"""<select name="user" aria-label="As whom">{string.Concat(options)}</select>""";
    }

    private static string Modal(string userId, SimulatedView view)
    {
        using var json = JsonDocument.Parse(view.Json);
        var title = json.RootElement.GetProperty("title").GetProperty("text").GetString();
        var errors = string.Concat(view.Errors.Values.Select(error => $"""<p class="note">{HtmlEncode(error)}</p>"""));
        var text = view.Input() is null ? "" : """<textarea name="text" rows="3" aria-label="Your answer"></textarea>""";
        var input = json.RootElement.TryGetProperty("submit", out _) ? text + """<button class="primary">Submit</button>""" : text;
        return $"""
            <div class="message"><h2>{HtmlEncode(title)}</h2>{SlackHtml.Blocks(json.RootElement.GetProperty("blocks").GetRawText(), _ =>
                ""
            )}{errors}
            <form method="post" action="/people/{HtmlEncode(userId)}/submit"><input type="hidden" name="view" value="{HtmlEncode(
                view.Id
            )}">{input}</form></div>
            """;
    }

    private async Task PressAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var userId = form["user"].ToString();
        var button = slack
            .Messages(form["channel"]!)
            .SelectMany(message => message.EphemeralMessages.Prepend(message))
            .Where(message => message.Timestamp == form["ts"])
            .SelectMany(message => message.Buttons())
            .FirstOrDefault(button => button.ActionId == form["action"] && button.Value == form["value"]);
        if (button is not null)
            await slack.Person(userId).PressAsync(button, cancellation: http.RequestAborted);
        http.Response.Redirect(
            form["channel"].ToString().StartsWith('D') ? $"/people/{userId}#{form["ts"]}" : $"/channels/{form["channel"]}"
        );
    }

    private async Task SubmitAsync(HttpContext http, string userId)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (slack.Person(userId).OpenViews.FirstOrDefault(view => view.Id == form["view"]) is { } open)
            await slack.Person(userId).SubmitAsync(open, form["text"].ToString(), cancellation: http.RequestAborted);
        http.Response.Redirect($"/people/{userId}");
    }
}
