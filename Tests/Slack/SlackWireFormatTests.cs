using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Slack.NetStandard;
using Slack.NetStandard.Messages;
using Slack.NetStandard.Messages.Blocks;
using Slack.NetStandard.Messages.Elements;
using Slack.NetStandard.Objects;
using Slack.NetStandard.WebApi.Chat;
using Slack.NetStandard.WebApi.Conversations;
using Slack.NetStandard.WebApi.Users;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>What goes over the wire, as Slack documents it; the same with the stand-in and with the published package.</summary>
public sealed class SlackWireFormatTests
{
    [Fact]
    public void PostMessageRequest_Serialises_AsDocumented() => AssertJson(
        """
        {
          "channel": "U1", "text": "Hi", "parse": "none", "mrkdwn": false, "unfurl_links": false,
          "metadata": { "event_type": "t", "event_payload": { "key": "k" } },
          "blocks": [
            { "type": "header", "text": { "type": "plain_text", "emoji": false, "text": "H" } },
            { "type": "section", "block_id": "s", "text": { "type": "mrkdwn", "verbatim": true, "text": "*S*" } },
            { "type": "context", "elements": [ { "type": "mrkdwn", "text": "C" } ] },
            { "type": "divider" },
            { "type": "actions", "block_id": "a", "elements": [
              { "type": "button", "text": { "type": "plain_text", "text": "B" }, "action_id": "id", "value": "v", "style": "danger", "accessibility_label": "L",
                "confirm": { "title": { "type": "plain_text", "text": "T" }, "text": { "type": "plain_text", "text": "X" }, "confirm": { "type": "plain_text", "text": "Y" }, "deny": { "type": "plain_text", "text": "N" } } } ] }
          ]
        }
        """,
        new PostMessageRequest
        {
            Channel = "U1",
            Text = "Hi",
            UnfurlLinks = false,
            Metadata = new MessageMetadata { EventType = "t", EventPayload = new { key = "k" } },
            Blocks =
            [
                new Header(new PlainText("H") { Emoji = false }),
                new Section(new MarkdownText("*S*") { Verbatim = true }) { BlockId = "s" },
                new Context(new MarkdownText("C")),
                new Divider(),
                new Actions(new Button("B", "id") { Value = "v", Style = ButtonStyle.Danger, AccessibilityLabel = "L", Confirm = new Confirmation { Title = "T", Text = new PlainText("X"), Confirm = "Y", Deny = "N" } }) { BlockId = "a" },
            ],
        });

    [Fact]
    public void UpdateMessageRequest_WithoutMetadata_LeavesItAsItIs() => AssertJson(
        """{ "channel": "D1", "ts": "1.2", "text": "Hi", "parse": "none" }""",
        new UpdateMessageRequest { Channel = "D1", Timestamp = "1.2", Text = "Hi" });

    [Fact]
    public void View_Serialises_AsDocumented() => AssertJson(
        """
        {
          "type": "modal", "title": { "type": "plain_text", "text": "T" }, "submit": { "type": "plain_text", "text": "S" }, "callback_id": "c", "private_metadata": "m",
          "blocks": [ { "type": "input", "block_id": "b", "label": { "type": "plain_text", "text": "L" }, "hint": { "type": "plain_text", "text": "H" },
            "element": { "type": "plain_text_input", "action_id": "e", "multiline": true, "min_length": 10, "max_length": 500 } } ]
        }
        """,
        new View("modal")
        {
            Title = "T",
            Submit = "S",
            CallbackId = "c",
            PrivateMetadata = "m",
            Blocks = [new Input("L", new PlainTextInput("e") { Multiline = true, MinLength = 10, MaxLength = 500 }) { BlockId = "b", Hint = "H" }],
        });

    [Fact]
    public void ConversationHistoryRequest_AndUserListRequest_Serialise_AsDocumented()
    {
        AssertJson("""{ "channel": "D1", "limit": 200, "cursor": "c", "include_all_metadata": true }""", new ConversationHistoryRequest { Channel = "D1", Limit = 200, Cursor = "c", IncludeAllMetadata = true });
        AssertJson("""{ "limit": 200 }""", new UserListRequest { Limit = 200 });
        AssertJson("""{ "users": "U1" }""", new ConversationOpenRequest { Users = "U1" });
    }

    [Fact]
    public void Answers_Deserialise_AsDocumented()
    {
        var sent = JsonConvert.DeserializeObject<PostMessageResponse>("""{"ok":true,"channel":"D1","ts":"1793610000.000100","message":{"text":"x","ts":"1793610000.000100"}}""")!;
        var refused = JsonConvert.DeserializeObject<PostMessageResponse>("""{"ok":false,"error":"missing_scope","needed":"chat:write","response_metadata":{"messages":["[ERROR] x"]}}""")!;
        var history = JsonConvert.DeserializeObject<ConversationHistoryResponse>("""{"ok":true,"messages":[{"type":"message","ts":"1.2","metadata":{"event_type":"t","event_payload":{"key":"k"}}}],"has_more":true,"response_metadata":{"next_cursor":"n"}}""")!;
        var users = JsonConvert.DeserializeObject<UserListResponse>("""{"ok":true,"members":[{"id":"U1","team_id":"T1","deleted":false,"is_bot":false,"real_name":"R","tz":"Europe/Amsterdam","profile":{"email":"a@example.com"}}],"response_metadata":{"next_cursor":""}}""")!;

        Assert.Equal((true, "D1", "1793610000.000100"), (sent.OK, sent.Channel, (string)sent.Timestamp));
        Assert.Equal((false, "missing_scope", "chat:write"), (refused.OK, refused.Error, refused.OtherFields["needed"].ToString()));
        Assert.Equal("[ERROR] x", Assert.Single(refused.ResponseMetadata.Messages));
        Assert.Equal("k", ((JObject)history.Messages[0].Metadata.EventPayload).Value<string>("key"));
        Assert.Equal("n", history.ResponseMetadata.NextCursor);
        Assert.Equal(("U1", "a@example.com", "Europe/Amsterdam"), (users.Members[0].ID, users.Members[0].Profile.Email, users.Members[0].TimeZone));
    }

    private static void AssertJson(string expected, object value)
    {
        var actual = JObject.Parse(JsonConvert.SerializeObject(value));
        Assert.True(JToken.DeepEquals(JObject.Parse(expected), actual), actual.ToString());
    }
}
