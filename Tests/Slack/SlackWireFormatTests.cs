using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>The requests that are sent, as Slack documents them; the same with the stand-in and with the published package.</summary>
public sealed class SlackWireFormatTests
{
    private static readonly SlackMessage Hello = SlackMessage.Note("Hi");

    private static readonly SlackButton Remove = new(new SlackTextObject.Plain("B"), "id", "v")
    {
        Style = SlackButtonStyle.Danger,
        AccessibilityLabel = "L",
        Confirm = new SlackConfirmation("T", "X", Yes: "Y", No: "N"),
    };

    private static readonly SlackButton Keep = new(new SlackTextObject.Plain("P", Emoji: true), "p", "v")
    {
        Style = SlackButtonStyle.Primary,
    };

    private static readonly SlackTextInput Reason = new("e") { Multiline = true, MinLength = 10, MaxLength = 500 };

    [Fact]
    public async Task Post_GoesOut_AsDocumented() =>
        await AssertSentAsync(
            """
            {
              "channel": "U1", "text": "Hi", "parse": "none", "mrkdwn": false, "unfurl_links": false, "unfurl_media": false,
              "metadata": { "event_type": "oauthattest_message", "event_payload": { "key": "k" } },
              "blocks": [
                { "type": "header", "text": { "type": "plain_text", "emoji": false, "text": "H" } },
                { "type": "section", "block_id": "s", "text": { "type": "mrkdwn", "verbatim": true, "text": "*S*" } },
                { "type": "context", "elements": [ { "type": "mrkdwn", "text": "C" } ] },
                { "type": "divider" },
                { "type": "actions", "block_id": "a", "elements": [
                  { "type": "button", "text": { "type": "plain_text", "text": "B" }, "action_id": "id", "value": "v",
                    "style": "danger", "accessibility_label": "L",
                    "confirm": { "title": { "type": "plain_text", "text": "T" },
                      "text": { "type": "plain_text", "text": "X" }, "confirm": { "type": "plain_text", "text": "Y" },
                      "deny": { "type": "plain_text", "text": "N" } } },
                  { "type": "button", "text": { "type": "plain_text", "emoji": true, "text": "P" }, "action_id": "p",
                    "value": "v", "style": "primary" } ] }
              ]
            }
            """,
            api =>
                api.PostAsync(
                    "U1",
                    "k",
                    new SlackMessage(
                        "Hi",
                        [
                            new SlackBlock.Header(new SlackTextObject.Plain("H", Emoji: false)),
                            new SlackBlock.Section(new SlackTextObject.Markup("*S*", Verbatim: true)) { Id = "s" },
                            new SlackBlock.Context(new SlackTextObject.Markup("C")),
                            new SlackBlock.Divider(),
                            new SlackBlock.Actions([Remove, Keep]) { Id = "a" },
                        ]
                    )
                )
        );

    [Fact]
    public async Task Post_IntoAThread_NamesIt() => await AssertSentAsync(
        """
        {
          "channel": "C1", "thread_ts": "1.2", "text": "Hi", "parse": "none", "mrkdwn": false, "unfurl_links": false, "unfurl_media": false,
          "metadata": { "event_type": "oauthattest_message", "event_payload": { "key": "k" } }
        }
        """,
        api => api.PostAsync("C1", "k", Hello with { Thread = "1.2" }));

    [Fact]
    public async Task Update_WithoutMetadata_LeavesItAsItIs() => await AssertSentAsync(
        """{ "channel": "D1", "ts": "1.2", "text": "Hi", "parse": "none" }""",
        api => api.UpdateAsync("D1", "1.2", Hello));

    [Fact]
    public async Task Modal_GoesOut_AsDocumented() =>
        await AssertSentAsync(
            """
            { "trigger_id": "t", "view": {
              "type": "modal", "title": { "type": "plain_text", "text": "T" },
              "submit": { "type": "plain_text", "text": "S" }, "callback_id": "c", "private_metadata": "m",
              "blocks": [ { "type": "input", "block_id": "b", "label": { "type": "plain_text", "text": "L" },
                "hint": { "type": "plain_text", "text": "H" },
                "element": { "type": "plain_text_input", "action_id": "e", "multiline": true, "min_length": 10, "max_length": 500 } } ]
            } }
            """,
            api =>
                api.OpenViewAsync(
                    "t",
                    new SlackModal("T", [new SlackBlock.Input("L", Reason) { Id = "b", Hint = "H" }])
                    {
                        Submit = "S",
                        CallbackId = "c",
                        PrivateMetadata = "m",
                    }
                )
        );

    [Fact]
    public async Task Reading_GoesOut_AsDocumented()
    {
        await AssertSentAsync("""{ "channel": "D1", "limit": 200, "cursor": "c", "include_all_metadata": true }""", api =>
            api.HistoryAsync("D1", 200, "c")
        );
        await AssertSentAsync("""{ "channel": "D1", "ts": "1.2", "limit": 200, "include_all_metadata": true }""", api =>
            api.RepliesAsync(new SlackThread("D1", "1.2"), 200, null)
        );
        await AssertSentAsync("""{ "limit": 200 }""", api => api.ListUsersAsync(200, null, null));
        await AssertSentAsync("""{ "limit": 200, "team_id": "T1" }""", api => api.ListUsersAsync(200, null, "T1"));
        await AssertSentAsync("""{ "user": "U1" }""", api => api.UserAsync("U1"));
        await AssertSentAsync("""{ "users": "U1" }""", api => api.OpenConversationAsync("U1"));
        await AssertSentAsync("""{ "channel": "D1", "message_ts": "1.2" }""", api => api.PermalinkAsync("D1", "1.2"));
    }

    [Fact]
    public async Task Answers_ComeBack_AsDocumented()
    {
        var sent = await AskAsync(
            """{"ok":true,"channel":"D1","ts":"1793610000.000100","message":{"text":"x","ts":"1793610000.000100"}}""",
            api => api.PostAsync("U1", "k", Hello)
        );
        var refused = await AskAsync(
            """{"ok":false,"error":"missing_scope","needed":"chat:write","response_metadata":{"messages":["[ERROR] x"]}}""",
            api => api.PostAsync("U1", "k", Hello)
        );
        var history = await AskAsync(
            """
            {"ok":true,"messages":[{"type":"message","ts":"1.2",
            "metadata":{"event_type":"oauthattest_message","event_payload":{"key":"k"}}},
            {"ts":"1.1","metadata":{"event_type":"theirs","event_payload":{"key":"k"}}}],"has_more":true,
            "response_metadata":{"next_cursor":"n"}}
            """,
            api => api.HistoryAsync("D1", 200, null)
        );
        var users = await AskAsync(
            """
            {"ok":true,"members":[{"id":"U1","team_id":"T1","deleted":false,"is_bot":false,"real_name":"R",
            "tz":"Europe/Amsterdam","profile":{"email":"a@example.com"}}],"response_metadata":{"next_cursor":""}}
            """,
            api => api.ListUsersAsync(200, null, null)
        );
        var opened = await AskAsync("""{"ok":true,"channel":{"id":"D1"}}""", api => api.OpenConversationAsync("U1"));
        var link = await AskAsync("""{"ok":true,"permalink":"https://x.slack.com/archives/D1/p1"}""", api =>
            api.PermalinkAsync("D1", "1.2")
        );

        Assert.Equal((true, new SlackPlace("D1", "1793610000.000100")), (sent.IsOk, sent.Value));
        Assert.Equal(("missing_scope", "chat:write"), (refused.Error, refused.NeededScope));
        Assert.Null(refused.Value);
        Assert.Equal("[ERROR] x", Assert.Single(refused.Details));
        Assert.Equal([new SlackHistoryMessage("1.2", "k"), new SlackHistoryMessage("1.1", null)], history.Value!.Messages);
        Assert.Equal("n", history.Value.NextCursor);
        Assert.Equal(
            new SlackUserRecord("U1", "T1", "a@example.com", "R", false, false, "Europe/Amsterdam"),
            Assert.Single(users.Value!.Users)
        );
        Assert.Null(users.Value.NextCursor);
        Assert.Equal(("D1", "https://x.slack.com/archives/D1/p1"), (opened.Value, link.Value));
    }

    [Fact]
    public void Library_IsKnownToOneFile()
    {
        var name = "Slack" + ".NetStandard";
        var files = RepositoryFiles
            .Sources("Core", "Functions", "Local", "Tests", "Bench", "tools")
            .Where(path => File.ReadAllText(path).Contains(name, StringComparison.Ordinal));

        Assert.Equal("SlackNetStandard.cs", Path.GetFileName(Assert.Single(files)));
    }

    private static async Task AssertSentAsync(string expected, Func<SlackNetStandard, Task<SlackAnswer>> call)
    {
        using var wire = new RecordedWire("""{"ok":false,"error":"recorded"}""");
        await call(new SlackNetStandard(wire.Client, "xoxb-token"));
        var (fields, isForm) = (JObject.Parse(expected), wire.Form is not null);
        // Form fields are all text.
        var wanted = isForm
            ? JObject.FromObject(fields.Properties().ToDictionary(field => field.Name, field => Text(field.Value)))
            : fields;
        var actual = isForm ? JObject.FromObject(wire.Form!) : JObject.Parse(wire.Body);
        Assert.True(JToken.DeepEquals(wanted, actual), actual.ToString());
        Assert.Equal("Bearer xoxb-token", wire.Authorization);
    }

    private static Task AssertSentAsync<T>(string expected, Func<SlackNetStandard, Task<SlackAnswer<T>>> call)
        where T : class => AssertSentAsync(expected, async api => (SlackAnswer)await call(api));

    private static async Task<SlackAnswer<T>> AskAsync<T>(string answer, Func<SlackNetStandard, Task<SlackAnswer<T>>> call)
        where T : class
    {
        using var wire = new RecordedWire(answer);
        return await call(new SlackNetStandard(wire.Client, "xoxb-token"));
    }

    private static string Text(JToken value) => value.Type == JTokenType.Boolean ? ((bool)value ? "true" : "false") : value.ToString();

    /// <summary>Keeps the request and returns a fixed response.</summary>
    private sealed class RecordedWire(string answer) : HttpMessageHandler
    {
        public HttpClient Client => new(this, disposeHandler: false);

        public string Body { get; private set; } = "";

        public Dictionary<string, string>? Form { get; private set; }

        public string? Authorization { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            Body = request.Content is null
                ? request.RequestUri!.Query.TrimStart('?')
                : await request.Content.ReadAsStringAsync(cancellationToken);
            if (!Body.StartsWith('{'))
                Form = Body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
