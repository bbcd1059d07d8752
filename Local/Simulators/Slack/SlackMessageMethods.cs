using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>chat.* of the simulated workspace. Called under the state's lock.</summary>
internal sealed class SlackMessageMethods(SlackState state, TimeProvider clock)
{
    private const int LongestText = 40_000;
    private const int LongestUpdate = 4_000;
    private const int LargestMetadata = 16_000;

    public SlackAnswer Post(SlackArguments arguments)
    {
        var (channel, user, error) = Place(arguments.Text("channel"));
        if (error is null && arguments.Text("thread_ts") is { } thread && state.Message(channel!, thread) is null)
            error = "thread_not_found";
        error ??= Check(arguments, LongestText, out var details) is { } wrong ? wrong : null;
        if (error is not null)
            return SlackAnswer.Error(error, Details(arguments, error));
        var message = new SimulatedMessage
        {
            Channel = channel!,
            UserId = user?.Id,
            Timestamp = state.NextTimestamp(),
            Thread = arguments.Text("thread_ts"),
            PostedAt = clock.GetUtcNow(),
            Text = arguments.Text("text") ?? "",
            Blocks = arguments.Object("blocks")?.GetRawText() ?? "[]",
            Metadata = arguments.Object("metadata")?.GetRawText(),
            Key = KeyOf(arguments.Object("metadata")),
        };
        state.Add(message);
        return SlackAnswer.Ok(("channel", message.Channel), ("ts", message.Timestamp), ("message", ToJson(message, withMetadata: false)));
    }

    public SlackAnswer Update(SlackArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        // chat.update needs the conversation's id; a user id, which chat.postMessage accepts, is refused.
        if (state.Recipient(channel) is null && state.Channel(channel) is null)
            return SlackAnswer.Error("channel_not_found");
        if (state.Message(channel, arguments.Text("ts") ?? "") is not { } message)
            return SlackAnswer.Error("message_not_found");
        if (Check(arguments, LongestUpdate, out _) is { } error)
            return SlackAnswer.Error(error, Details(arguments, error));
        Repaint(message, arguments.Text("text"), arguments.Object("blocks"));
        if (arguments.Object("metadata") is { } metadata)
            (message.Metadata, message.Key) = (metadata.GetRawText(), KeyOf(metadata));
        return SlackAnswer.Ok(("channel", message.Channel), ("ts", message.Timestamp), ("text", message.Text));
    }

    public SlackAnswer Permalink(SlackArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        return state.Message(channel, arguments.Text("message_ts") ?? "") is { } message
            ? SlackAnswer.Ok(
                ("channel", channel),
                (
                    "permalink",
                    $"https://simulated.slack.com/archives/{channel}/p{message.Timestamp.Replace(".", "", StringComparison.Ordinal)}"
                )
            )
            : SlackAnswer.Error("message_not_found");
    }

    /// <summary>Handles a post to a response_url.</summary>
    public SlackAnswer Respond(SimulatedMessage message, JsonElement body)
    {
        var text = body.TryGetProperty("text", out var given) ? given.GetString() : null;
        JsonElement? blocks = body.TryGetProperty("blocks", out var found) ? found : null;
        if (blocks is { } some && CheckBlocks(some) is { } error)
            return SlackAnswer.Error(error.Name, error.Details);
        if (string.IsNullOrEmpty(text) && blocks is null)
            return SlackAnswer.Error("no_text");
        if (body.TryGetProperty("replace_original", out var replace) && replace.ValueKind == JsonValueKind.True)
            Repaint(message, text, blocks);
        else if (blocks is { } shown)
            message.EphemeralMessages.Add(Ephemeral(message, text, shown));
        else
            message.Ephemerals.Add(text ?? "");
        return SlackAnswer.Ok();
    }

    private SimulatedMessage Ephemeral(SimulatedMessage of, string? text, JsonElement blocks) => new()
    {
        Channel = of.Channel,
        UserId = of.UserId,
        Timestamp = state.NextTimestamp(),
        Thread = of.Thread,
        PostedAt = clock.GetUtcNow(),
        Text = text ?? "",
        Blocks = blocks.GetRawText(),
        IsEphemeral = true,
    };

    public static JsonObject ToJson(SimulatedMessage message, bool withMetadata)
    {
        var json = new JsonObject
        {
            ["type"] = "message",
            ["text"] = message.Text,
            ["ts"] = message.Timestamp,
            ["bot_id"] = "B0BOT",
            ["blocks"] = JsonNode.Parse(message.Blocks),
        };
        if (message.Thread is not null)
            json["thread_ts"] = message.Thread;
        if (withMetadata && message.Metadata is not null)
            json["metadata"] = JsonNode.Parse(message.Metadata);
        return json;
    }

    private void Repaint(SimulatedMessage message, string? text, JsonElement? blocks)
    {
        message.Text = text ?? message.Text;
        message.Blocks = blocks?.GetRawText() ?? "[]";
        message.Repaints++;
        message.RepaintedAt = clock.GetUtcNow();
    }

    private (string? Channel, SimulatedUser? User, string? Error) Place(string? target)
    {
        if (string.IsNullOrEmpty(target))
            return (null, null, "channel_not_found");
        var user = target[0] is 'U' or 'W' ? state.User(target) : state.Recipient(target);
        if (user is not null)
        {
            return user switch
            {
                { IsDeleted: true } => (null, null, "channel_not_found"),
                { IsBot: true } => (null, null, "cannot_dm_bot"),
                { IsHidden: true } => (null, null, "user_not_visible"),
                _ => (SlackState.DirectChannel(user.Id), user, null),
            };
        }
        return state.Channel(target) switch
        {
            null => (null, null, "channel_not_found"),
            { IsArchived: true } => (null, null, "is_archived"),
            { HasBot: false } => (null, null, "not_in_channel"),
            var channel => (channel.Id, null, null),
        };
    }

    private string? Check(SlackArguments arguments, int longestText, out IReadOnlyList<string> details)
    {
        details = [];
        var text = arguments.Text("text");
        var blocks = arguments.Object("blocks");
        if (arguments.Text("blocks") is not null && blocks is null)
            return "invalid_blocks_format";
        if (string.IsNullOrEmpty(text) && blocks is null)
            return "no_text";
        if (text?.Length > longestText)
            return "msg_too_long";
        if (arguments.Text("metadata") is { } metadata && CheckMetadata(arguments.Object("metadata"), metadata.Length) is { } wrong)
            return wrong;
        return blocks is { } some ? CheckBlocks(some)?.Name : null;
    }

    private static string? CheckMetadata(JsonElement? metadata, int length)
    {
        if (length > LargestMetadata)
            return "metadata_too_large";
        return metadata is { ValueKind: JsonValueKind.Object } given
            && given.TryGetProperty("event_type", out var type) && type.ValueKind == JsonValueKind.String
            && given.TryGetProperty("event_payload", out var payload) && payload.ValueKind == JsonValueKind.Object
            ? null
            : "invalid_metadata_format";
    }

    private (string Name, IReadOnlyList<string> Details)? CheckBlocks(JsonElement blocks)
    {
        var check = BlockKit.CheckMessage(blocks);
        if (check.Errors.Count > 0)
            return ("invalid_blocks", check.Errors);
        return check.TextLength > state.LongestMessage ? ("msg_blocks_too_long", []) : null;
    }

    private IReadOnlyList<string>? Details(SlackArguments arguments, string error) =>
        error == "invalid_blocks" && arguments.Object("blocks") is { } blocks ? CheckBlocks(blocks)?.Details : null;

    private static string? KeyOf(JsonElement? metadata) =>
        metadata is { } given && given.TryGetProperty("event_payload", out var payload) && payload.TryGetProperty("key", out var key)
            ? key.GetString()
            : null;
}
