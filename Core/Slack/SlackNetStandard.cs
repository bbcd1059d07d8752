using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OAuthAttest.Addresses;
using OAuthAttest.Slack.Blocks;
using Slack.NetStandard;
using Slack.NetStandard.Messages;
using Slack.NetStandard.Messages.Blocks;
using Slack.NetStandard.Messages.Elements;
using Slack.NetStandard.Objects;
using Slack.NetStandard.WebApi;
using Slack.NetStandard.WebApi.Chat;
using Slack.NetStandard.WebApi.Conversations;
using Slack.NetStandard.WebApi.Users;

namespace OAuthAttest.Slack;

/// <summary>
/// The only class that uses the library Slack.NetStandard: it converts our records to the library's requests, and its responses to our
/// records. Each method makes one call; it neither retries nor evaluates errors.
/// </summary>
/// <remarks>An answer whose fields are of another type than documented throws the <see cref="JsonException"/> of Newtonsoft.Json.</remarks>
internal sealed class SlackNetStandard(HttpClient client, string token)
{
    private readonly SlackWebApiClient api = new(client, token);

    /// <summary>The JSON of blocks as Slack takes it.</summary>
    public static string Json(IReadOnlyList<SlackBlock> blocks) => JsonConvert.SerializeObject(Blocks(blocks));

    /// <summary>The JSON of a modal as Slack takes it.</summary>
    public static string Json(SlackModal modal) => JsonConvert.SerializeObject(View(modal));

    /// <summary>chat.postMessage.</summary>
    public Task<SlackAnswer<SlackPlace>> PostAsync(string target, string messageKey, SlackMessage message) => AskAsync(
        api.Chat.Post(new PostMessageRequest
        {
            Channel = target,
            ThreadId = message.Thread,
            Text = message.Text,
            Blocks = Blocks(message.Blocks),
            UnfurlLinks = false,
            UnfurlMedia = false,
            Metadata = new MessageMetadata { EventType = SlackHistory.EventType, EventPayload = new { key = messageKey } },
        }),
        answer => new SlackPlace(answer.Channel, answer.Timestamp?.ToString()));

    /// <summary>chat.update.</summary>
    public Task<SlackAnswer<SlackPlace>> UpdateAsync(string channel, string timestamp, SlackMessage message) => AskAsync(
        api.Chat.Update(new UpdateMessageRequest
        {
            Channel = channel,
            Timestamp = timestamp,
            Text = message.Text,
            Blocks = Blocks(message.Blocks),
        }),
        answer => new SlackPlace(answer.Channel, answer.Timestamp?.ToString()));

    /// <summary>chat.getPermalink.</summary>
    public Task<SlackAnswer<string>> PermalinkAsync(string channel, string timestamp) =>
        AskAsync(api.Chat.Permalink(channel, timestamp), answer => answer.Permalink);

    /// <summary>conversations.open: the conversation with a person.</summary>
    public Task<SlackAnswer<string>> OpenConversationAsync(string userId) =>
        AskAsync(api.Conversations.Open(new ConversationOpenRequest { Users = userId }), answer => answer.Channel?.ID);

    /// <summary>conversations.history, newest first.</summary>
    public Task<SlackAnswer<SlackHistoryPage>> HistoryAsync(string channel, int limit, string? cursor) => AskAsync(
        api.Conversations.History(new ConversationHistoryRequest
        {
            Channel = channel,
            Limit = limit,
            Cursor = cursor,
            IncludeAllMetadata = true,
        }),
        answer => Page(answer.Messages, answer.ResponseMetadata));

    /// <summary>conversations.replies, oldest first.</summary>
    public Task<SlackAnswer<SlackHistoryPage>> RepliesAsync(SlackThread thread, int limit, string? cursor) => AskAsync(
        api.Conversations.Replies(new RepliesRequest
        {
            Channel = thread.Channel,
            ParentMessageTimestamp = thread.Timestamp,
            Limit = limit,
            Cursor = cursor,
        }),
        answer => Page(answer.Messages, answer.ResponseMetadata));

    /// <summary>auth.test.</summary>
    public Task<SlackAnswer<SlackTokenOwner>> TestAsync() => AskAsync(
        api.Auth.Test(),
        answer => new SlackTokenOwner(
            answer.TeamId,
            Other(answer, "enterprise_id"),
            string.Equals(Other(answer, "is_enterprise_install"), "true", StringComparison.OrdinalIgnoreCase)));

    /// <summary>users.list.</summary>
    public Task<SlackAnswer<SlackUserPage>> ListUsersAsync(int limit, string? cursor, string? team) => AskAsync(
        api.Users.List(new UserListRequest { Limit = limit, Cursor = cursor, TeamId = team }),
        answer => answer.Members is { } members ? new SlackUserPage([.. members.Select(Person)], Next(answer.ResponseMetadata)) : null);

    /// <summary>users.info.</summary>
    public Task<SlackAnswer<SlackUserRecord>> UserAsync(string userId) =>
        AskAsync(api.Users.Info(userId), answer => answer.User is { } user ? Person(user) : null);

    /// <summary>views.open.</summary>
    public async Task<SlackAnswer> OpenViewAsync(string triggerId, SlackModal modal) =>
        await AskAsync(api.View.Open(triggerId, View(modal)), _ => (object?)null);

    private static async Task<SlackAnswer<T>> AskAsync<TAnswer, T>(Task<TAnswer> call, Func<TAnswer, T?> read)
        where TAnswer : WebApiResponseBase
        where T : class
    {
        var answer = await call ?? throw new JsonSerializationException("The answer is empty.");
        var error = answer.OK ? null : answer.Error ?? "unknown_error";
        return new SlackAnswer<T>(error, answer.OK ? read(answer) : null)
        {
            NeededScope = Other(answer, "needed"),
            Details = (answer as WebApiResponse)?.ResponseMetadata?.Messages ?? [],
        };
    }

    /// <summary>A field of the answer that the library does not name.</summary>
    private static string? Other(WebApiResponseBase answer, string name)
    {
        object? value = null;
        answer.OtherFields?.TryGetValue(name, out value);
        return value?.ToString();
    }

    private static SlackHistoryPage Page(Message[]? messages, ResponseMetadataCursor? metadata) =>
        new([.. (messages ?? []).Select(Read)], Next(metadata));

    private static SlackHistoryMessage Read(Message message) => new(message.Timestamp?.ToString(), KeyOf(message));

    private static string? KeyOf(Message message) =>
        message.Metadata is { EventType: SlackHistory.EventType, EventPayload: JObject payload } ? payload.Value<string>("key") : null;

    // Slack marks the end of a list with an empty cursor.
    private static string? Next(ResponseMetadataCursor? metadata) => metadata?.NextCursor is { Length: > 0 } cursor ? cursor : null;

    private static SlackUserRecord Person(User user) => new(
        user.ID,
        user.Team,
        EmailAddress.Of(user.Profile?.Email),
        user.RealName ?? user.Profile?.RealName ?? user.Name,
        user.Deleted ?? false,
        user.IsBot ?? false,
        user.TimeZone)
    {
        IsStranger = user.IsStranger ?? false,
        IsGuest = (user.IsRestricted ?? false) || (user.IsUltraRestricted ?? false),
        Teams = user.EnterpriseUser?.Teams ?? [],
    };

    private static List<IMessageBlock> Blocks(IReadOnlyList<SlackBlock> blocks) => [.. blocks.Select(Block)];

    private static IMessageBlock Block(SlackBlock block) => block switch
    {
        SlackBlock.Header header => new Header { BlockId = block.Id, Text = Plain(header.Text) },
        SlackBlock.Section section => new Section { BlockId = block.Id, Text = Markup(section.Text) },
        SlackBlock.Context context => new Context { BlockId = block.Id, Elements = [Markup(context.Text)] },
        SlackBlock.Divider => new Divider { BlockId = block.Id },
        SlackBlock.Actions actions => new Actions { BlockId = block.Id, Elements = [.. actions.Buttons.Select(Button)] },
        SlackBlock.Input input => new Input
        {
            BlockId = block.Id,
            Label = Plain(input.Label),
            Hint = Plain(input.Hint),
            Element = Field(input.Field),
        },
        _ => throw new InvalidOperationException($"No block of Slack is like {block.GetType().Name}."),
    };

    private static IMessageElement Button(SlackButton button) => new Button
    {
        Text = Plain(button.Label),
        ActionId = button.ActionId,
        Value = button.Value,
        Style = button.Style switch { null => null, SlackButtonStyle.Primary => ButtonStyle.Primary, _ => ButtonStyle.Danger },
        Confirm = button.Confirm is not { } confirm ? null : new Confirmation
        {
            Title = Plain(confirm.Title),
            Text = Plain(confirm.Text),
            Confirm = Plain(confirm.Yes),
            Deny = Plain(confirm.No),
        },
        AccessibilityLabel = button.AccessibilityLabel,
    };

    private static PlainTextInput Field(SlackTextInput field) => new()
    {
        ActionId = field.ActionId,
        Placeholder = Plain(field.Placeholder),
        InitialValue = field.InitialValue,
        Multiline = field.Multiline,
        MinLength = field.MinLength,
        MaxLength = field.MaxLength,
    };

    private static View View(SlackModal modal) => new()
    {
        Type = "modal",
        Title = Plain(modal.Title),
        Close = Plain(modal.Close),
        Submit = Plain(modal.Submit),
        CallbackId = modal.CallbackId,
        PrivateMetadata = modal.PrivateMetadata,
        Blocks = Blocks(modal.Blocks),
    };

    private static PlainText Plain(SlackTextObject.Plain text) => new() { Text = text.Text, Emoji = text.Emoji };

    private static PlainText? Plain(string? text) => text is null ? null : new PlainText { Text = text };

    private static MarkdownText Markup(SlackTextObject.Markup text) => new() { Text = text.Text, Verbatim = text.Verbatim };

    // The library's request lacks this argument; without it Slack omits the metadata that holds the keys.
    private sealed class RepliesRequest : ConversationRepliesRequest
    {
        [JsonProperty("include_all_metadata")]
        public bool IncludeAllMetadata { get; } = true;
    }
}
