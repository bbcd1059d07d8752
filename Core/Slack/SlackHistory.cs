using System.Globalization;

namespace OAuthAttest.Slack;

/// <summary>Searches for one of our own messages by the key in its metadata, newest first.</summary>
/// <remarks>
/// https://docs.slack.dev/reference/methods/conversations.history and conversations.replies with include_all_metadata; scope im:history,
/// for channels channels:history or groups:history.
/// </remarks>
internal sealed class SlackHistory(
    Func<string, Task<SlackAnswer<string>>> open,
    Func<string, int, string?, Task<SlackAnswer<SlackHistoryPage>>> read,
    Func<SlackThread, int, string?, Task<SlackAnswer<SlackHistoryPage>>> readReplies)
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
            var answer = await read(channel, PageSize, cursor);
            if (answer.Value is not { } history)
                return Obstacle("conversations.history", answer.Error);
            if (Find(history, messageKey) is { } timestamp)
                return new SlackHistorySearch.Found(channel, timestamp);
            cursor = history.NextCursor;
            if (cursor is null || history.Messages.Any(message => IsBefore(message, firstAttemptAt - Margin)))
                return new SlackHistorySearch.Absent();
        }
        return new SlackHistorySearch.Unreadable("history_too_long");
    }

    /// <summary>Searches a thread: the history of a conversation does not contain the replies in its threads.</summary>
    public async Task<SlackHistorySearch> FindReplyAsync(SlackThread thread, string messageKey)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await readReplies(thread, PageSize, cursor);
            if (answer.Value is not { } replies)
                return Obstacle("conversations.replies", answer.Error);
            if (Find(replies, messageKey) is { } timestamp)
                return new SlackHistorySearch.Found(thread.Channel, timestamp);
            cursor = replies.NextCursor;
            if (cursor is null)
                return new SlackHistorySearch.Absent();
        }
        return new SlackHistorySearch.Unreadable("thread_too_long");
    }

    private async Task<(string? Channel, SlackHistorySearch? Obstacle)> ResolveAsync(string target)
    {
        if (target[0] is not ('U' or 'W'))
            return (target, null);
        var answer = await open(target);
        return answer.Value is { } channel ? (channel, null) : (null, Obstacle("conversations.open", answer.Error));
    }

    // A missing scope is not an error here: everything else works, but nothing can be proven. With a token that nothing accepts, nothing
    // is found out at all: it is tried again when that is mended.
    private static SlackHistorySearch Obstacle(string method, string? error)
    {
        if (error is not null && SlackErrors.IsOfEveryCall(error))
            throw new SlackConfigurationException(method, error);
        return error is not null && SlackErrors.IsUnreachable(error)
            ? new SlackHistorySearch.Unreachable(error)
            : new SlackHistorySearch.Unreadable(error ?? "unknown_error");
    }

    private static string? Find(SlackHistoryPage page, string messageKey) =>
        page.Messages.FirstOrDefault(message => message.Key == messageKey)?.Timestamp;

    private static bool IsBefore(SlackHistoryMessage message, DateTimeOffset instant) =>
        message.Timestamp is { } timestamp
        && long.TryParse(timestamp.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < instant.ToUnixTimeSeconds();
}
