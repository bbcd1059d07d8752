using OAuthAttest.Slack.Blocks;

namespace OAuthAttest.Slack;

/// <summary>The Slack workspace, over its Web API (https://docs.slack.dev/reference/methods).</summary>
/// <remarks>
/// Every method may throw <see cref="SlackThrottledException"/>, <see cref="SlackUnavailableException"/> and
/// <see cref="SlackConfigurationException"/>; those that post may throw <see cref="SlackUncertainException"/>.
/// </remarks>
public interface ISlackWorkspace
{
    /// <summary>
    /// chat.postMessage. <paramref name="target"/> is a channel id, or a user id for a direct message; the message contains the thread,
    /// if any.
    /// </summary>
    public Task<SlackSendOutcome> PostAsync(string target, string messageKey, SlackMessage message, CancellationToken cancellation);

    /// <summary>chat.update. <paramref name="channel"/> must be the C…, G… or D… id that chat.postMessage returned.</summary>
    public Task<SlackSendOutcome> UpdateAsync(string channel, string timestamp, SlackMessage message, CancellationToken cancellation);

    /// <summary>Searches the conversation for the message that was posted with this key.</summary>
    public Task<SlackHistorySearch> FindOwnMessageAsync(
        string target,
        string messageKey,
        DateTimeOffset firstAttemptAt,
        CancellationToken cancellation
    );

    /// <summary>Searches the thread for the reply that was posted with this key.</summary>
    public Task<SlackHistorySearch> FindOwnReplyAsync(SlackThread thread, string messageKey, CancellationToken cancellation);

    /// <summary>chat.getPermalink; null when the message is gone.</summary>
    public Task<Uri?> FindPermalinkAsync(string channel, string timestamp, CancellationToken cancellation);

    /// <summary>
    /// views.open: opens a modal for a click that is less than three seconds old. False when Slack reports that it is too old or used.
    /// </summary>
    public Task<bool> OpenViewAsync(string triggerId, SlackModal modal, CancellationToken cancellation);

    /// <summary>auth.test: the workspace whose people may be asked.</summary>
    /// <exception cref="SlackConfigurationException">The token is of another workspace than the settings, or of none of them.</exception>
    public Task<SlackTeam> FindTeamAsync(CancellationToken cancellation);

    /// <summary>users.list, one page; start with a null cursor and stop when the result has none.</summary>
    public Task<SlackUserPage> ListUsersAsync(string? cursor, SlackTeam team, CancellationToken cancellation);

    /// <summary>users.info; null when Slack knows no such person, or does not show them to the app.</summary>
    public Task<SlackUserRecord?> FindUserAsync(string userId, CancellationToken cancellation);

    /// <summary>
    /// Answers a click through its response_url: 5 uses in 30 minutes, no token. False when the URL is used up, or when it does not point
    /// to Slack; in the latter case nothing is sent.
    /// </summary>
    public Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellation);
}

public enum SlackResponseKind
{
    /// <summary>Updates the message that was clicked.</summary>
    ReplaceOriginal,

    /// <summary>A note that only the user who clicked can see.</summary>
    Ephemeral,
}

/// <summary>The result of posting or updating a message.</summary>
public abstract record SlackSendOutcome
{
    private SlackSendOutcome()
    {
    }

    /// <summary>Slack accepted the message.</summary>
    public sealed record Sent(string Channel, string Timestamp) : SlackSendOutcome;

    /// <summary>The person or channel cannot be written to; the reason is Slack's error name.</summary>
    public sealed record Unreachable(string Reason) : SlackSendOutcome;

    /// <summary>Slack refused the message itself: it is invalid, and will be refused again.</summary>
    public sealed record Rejected(string Error, IReadOnlyList<string> Details) : SlackSendOutcome;
}

/// <summary>Whether a message is in a conversation.</summary>
public abstract record SlackHistorySearch
{
    private SlackHistorySearch()
    {
    }

    public sealed record Found(string Channel, string Timestamp) : SlackHistorySearch;

    /// <summary>Proven absent: the whole relevant history was read without finding it.</summary>
    public sealed record Absent : SlackHistorySearch;

    /// <summary>The app cannot see the conversation; the reason is Slack's error name.</summary>
    public sealed record Unreachable(string Reason) : SlackHistorySearch;

    /// <summary>The history could not be read, or not to its end: nothing is proven.</summary>
    public sealed record Unreadable(string Reason) : SlackHistorySearch;
}

/// <summary>A person or bot of the workspace.</summary>
/// <param name="Email">Lower case; null when the profile has none.</param>
public sealed record SlackUserRecord(
    string Id,
    string? TeamId,
    string? Email,
    string? RealName,
    bool IsDeleted,
    bool IsBot,
    string? TimeZone
)
{
    /// <summary>Of another workspace, seen through a shared channel (Slack Connect).</summary>
    public bool IsStranger { get; init; }

    /// <summary>A guest, of several channels (<c>is_restricted</c>) or of one (<c>is_ultra_restricted</c>).</summary>
    public bool IsGuest { get; init; }

    /// <summary>The workspaces of an organization (Enterprise Grid) that the person is in; empty outside of one.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];
}

/// <param name="NextCursor">Null on the last page.</param>
public sealed record SlackUserPage(IReadOnlyList<SlackUserRecord> Users, string? NextCursor);
