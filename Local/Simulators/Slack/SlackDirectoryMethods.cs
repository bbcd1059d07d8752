using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>users.*, conversations.* and auth.test of the simulated workspace. Called under the state's lock.</summary>
internal sealed class SlackDirectoryMethods(SlackState state, SlackSimulatorOptions options)
{
    private const int DefaultPage = 100;

    public SlackAnswer Test() =>
        SlackAnswer.Ok(
            ("url", "https://simulated.slack.com/"),
            ("team", options.TeamName),
            ("team_id", options.IsOrganizationToken ? options.EnterpriseId : options.TeamId),
            ("user", "oauthattest"),
            ("user_id", options.BotUserId),
            ("bot_id", "B0BOT"),
            ("enterprise_id", options.EnterpriseId),
            ("is_enterprise_install", options.IsOrganizationToken)
        );

    public SlackAnswer ListUsers(SlackArguments arguments)
    {
        // An organization's token must say whose list; another one's argument is ignored.
        if (options.IsOrganizationToken && arguments.Text("team_id") is not { Length: > 0 })
            return SlackAnswer.Error("missing_argument");
        if (options.IsOrganizationToken && arguments.Text("team_id") != options.TeamId)
            return SlackAnswer.Error("team_not_found");
        if (!TryReadCursor(arguments.Text("cursor"), out var start))
            return SlackAnswer.Error("invalid_cursor");
        var limit = arguments.Number("limit") ?? DefaultPage;
        if (limit is < 1 or > 1000)
            return SlackAnswer.Error("invalid_limit");
        var size = Math.Min(limit, options.LargestPage);
        var members = new JsonArray([.. state.UserOrder.Skip(start).Take(size).Select(id => (JsonNode)ToJson(state.User(id)!))]);
        var next = start + size < state.UserOrder.Count ? Cursor(start + size) : "";
        return SlackAnswer.Ok(("members", members), ("cache_ts", 0), ("response_metadata", new JsonObject { ["next_cursor"] = next }));
    }

    public SlackAnswer User(SlackArguments arguments) =>
        state.User(arguments.Text("user") ?? "") is not { } user ? SlackAnswer.Error("user_not_found")
        : user.IsHidden ? SlackAnswer.Error("user_not_visible")
        : SlackAnswer.Ok(("user", ToJson(user)));

    public SlackAnswer Open(SlackArguments arguments)
    {
        var id = arguments.Text("users") ?? "";
        return state.User(id) switch
        {
            null => SlackAnswer.Error("user_not_found"),
            { IsDeleted: true } => SlackAnswer.Error("user_disabled"),
            _ => SlackAnswer.Ok(("channel", new JsonObject { ["id"] = SlackState.DirectChannel(id) })),
        };
    }

    public SlackAnswer History(SlackArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        if (state.Recipient(channel) is null && state.Channel(channel) is null)
            return SlackAnswer.Error("channel_not_found");
        if (state.Channel(channel) is { HasBot: false })
            return SlackAnswer.Error("not_in_channel");
        if (!TryReadCursor(arguments.Text("cursor"), out var start))
            return SlackAnswer.Error("invalid_cursor");
        var size = Math.Clamp(arguments.Number("limit") ?? DefaultPage, 1, 999);
        // Replies are listed in their threads only.
        var newestFirst = state.Messages(channel).Where(message => message.Thread is null).Reverse().ToList();
        var page = newestFirst
            .Skip(start)
            .Take(size)
            .Select(message => (JsonNode)SlackMessageMethods.ToJson(message, arguments.Flag("include_all_metadata")));
        var more = start + size < newestFirst.Count;
        return SlackAnswer.Ok(
            ("messages", new JsonArray([.. page])),
            ("has_more", more),
            ("response_metadata", new JsonObject { ["next_cursor"] = more ? Cursor(start + size) : "" })
        );
    }

    public SlackAnswer Replies(SlackArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        if (state.Recipient(channel) is null && state.Channel(channel) is null)
            return SlackAnswer.Error("channel_not_found");
        if (state.Message(channel, arguments.Text("ts") ?? "") is not { } parent)
            return SlackAnswer.Error("thread_not_found");
        if (!TryReadCursor(arguments.Text("cursor"), out var start))
            return SlackAnswer.Error("invalid_cursor");
        var size = Math.Clamp(arguments.Number("limit") ?? DefaultPage, 1, 999);
        var oldestFirst = state.Messages(channel).Where(message => message == parent || message.Thread == parent.Timestamp).ToList();
        var page = oldestFirst
            .Skip(start)
            .Take(size)
            .Select(message => (JsonNode)SlackMessageMethods.ToJson(message, arguments.Flag("include_all_metadata")));
        var more = start + size < oldestFirst.Count;
        return SlackAnswer.Ok(
            ("messages", new JsonArray([.. page])),
            ("has_more", more),
            ("response_metadata", new JsonObject { ["next_cursor"] = more ? Cursor(start + size) : "" })
        );
    }

    private JsonObject ToJson(SimulatedUser user)
    {
        var profile = new JsonObject { ["real_name"] = user.RealName };
        // Slack omits the email without the scope users:read.email.
        if (user.Email is not null && options.Scopes.Contains("users:read.email"))
            profile["email"] = user.Email;
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["team_id"] = user.TeamId ?? options.TeamId,
            ["name"] = user.RealName,
            ["deleted"] = user.IsDeleted,
            ["real_name"] = user.RealName,
            ["tz"] = user.TimeZone,
            ["is_bot"] = user.IsBot,
            ["is_restricted"] = user.IsRestricted,
            ["is_ultra_restricted"] = user.IsUltraRestricted,
            ["profile"] = profile,
        };
        // Slack names it only for people of other workspaces, and the organization only inside of one.
        if (user.IsStranger)
            json["is_stranger"] = true;
        if (options.EnterpriseId is { } enterprise)
        {
            json["enterprise_user"] = new JsonObject
            {
                ["id"] = user.Id,
                ["enterprise_id"] = enterprise,
                ["teams"] = new JsonArray([.. user.Teams.Select(team => (JsonNode)team)]),
            };
        }
        return json;
    }

    private static string Cursor(int index) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"next:{index}"));

    private static bool TryReadCursor(string? cursor, out int index)
    {
        index = 0;
        if (string.IsNullOrEmpty(cursor))
            return true;
        var buffer = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, buffer, out var length)
            && System.Text.Encoding.ASCII.GetString(buffer, 0, length) is var text && text.StartsWith("next:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), out index);
    }
}
