using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Slack.NetStandard.Messages;
using Slack.NetStandard.WebApi.Conversations;

namespace OAuthAttest.Slack;

/// <summary>Looks for one of our own messages by the key in its metadata, newest first.</summary>
/// <remarks>https://docs.slack.dev/reference/methods/conversations.history and conversations.replies with include_all_metadata; scope im:history, for channels channels:history or groups:history.</remarks>
internal sealed class SlackHistory(
    Func<ConversationOpenRequest, Task<ConversationOpenResponse>> open,
    Func<ConversationHistoryRequest, Task<ConversationHistoryResponse>> read,
    Func<ConversationRepliesRequest, Task<ConversationRepliesResponse>> readReplies)
{
    internal const string EventType = "oauthattest_message";

    private const int PageSize = 200;
    private const int MostPages = 5;
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public async Task<SlackHistorySearch> FindAsync(string target, string messageKey, DateTimeOffset firstAttemptAt)
    {
        var (channel, obstacle) = await ResolveAsync(target);
        if (channel is null)
            return obstacle!;
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await read(new ConversationHistoryRequest { Channel = channel, Limit = PageSize, Cursor = cursor, IncludeAllMetadata = true });
            if (!answer.OK)
                return Obstacle(answer.Error);
            var messages = answer.Messages ?? [];
            if (messages.FirstOrDefault(message => KeyOf(message) == messageKey) is { } found)
                return new SlackHistorySearch.Found(channel, found.Timestamp);
            cursor = answer.ResponseMetadata?.NextCursor;
            if (string.IsNullOrEmpty(cursor) || messages.Any(message => IsBefore(message, firstAttemptAt - Margin)))
                return new SlackHistorySearch.Absent();
        }
        return new SlackHistorySearch.Unreadable("history_too_long");
    }

    /// <summary>The history of a conversation does not hold what was answered in a thread.</summary>
    public async Task<SlackHistorySearch> FindReplyAsync(SlackThread thread, string messageKey)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await readReplies(new RepliesRequest { Channel = thread.Channel, ParentMessageTimestamp = thread.Timestamp, Limit = PageSize, Cursor = cursor });
            if (!answer.OK)
                return Obstacle(answer.Error);
            if ((answer.Messages ?? []).FirstOrDefault(message => KeyOf(message) == messageKey) is { } found)
                return new SlackHistorySearch.Found(thread.Channel, found.Timestamp);
            cursor = answer.ResponseMetadata?.NextCursor;
            if (string.IsNullOrEmpty(cursor))
                return new SlackHistorySearch.Absent();
        }
        return new SlackHistorySearch.Unreadable("thread_too_long");
    }

    private async Task<(string? Channel, SlackHistorySearch? Obstacle)> ResolveAsync(string target)
    {
        if (target[0] is not ('U' or 'W'))
            return (target, null);
        var answer = await open(new ConversationOpenRequest { Users = target });
        return answer.OK ? (answer.Channel.ID, null) : (null, Obstacle(answer.Error));
    }

    // Here a missing scope is an answer, not a fault: everything else works, only the proof cannot be had.
    private static SlackHistorySearch Obstacle(string? error) => error is not null && SlackErrors.IsUnreachable(error)
        ? new SlackHistorySearch.Unreachable(error)
        : new SlackHistorySearch.Unreadable(error ?? "unknown_error");

    private static string? KeyOf(Message message) =>
        message.Metadata is { EventType: EventType, EventPayload: JObject payload } ? payload.Value<string>("key") : null;

    private static bool IsBefore(Message message, DateTimeOffset instant) =>
        message.Timestamp is { } timestamp
        && long.TryParse(timestamp.ToString().Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < instant.ToUnixTimeSeconds();

    // The package's request lacks the argument, without which the keys are left out.
    private sealed class RepliesRequest : ConversationRepliesRequest
    {
        [JsonProperty("include_all_metadata")]
        public bool IncludeAllMetadata { get; } = true;
    }
}
