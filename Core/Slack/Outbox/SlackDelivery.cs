using Npgsql;

namespace OAuthAttest.Slack.Outbox;

public enum SlackDeliveryState
{
    /// <summary>Slack has the message, exactly once.</summary>
    Sent = 1,

    /// <summary>The person or channel cannot be written to.</summary>
    Unreachable = 2,

    /// <summary>Slack refused the message itself; sending it again gets the same answer.</summary>
    Rejected = 3,

    /// <summary>The message may have arrived and the history cannot be read: it is not sent again.</summary>
    Uncertain = 4,

    /// <summary>Call again at <see cref="SlackDelivery.RetryAt"/>.</summary>
    RetryLater = 5,
}

/// <summary>The result of one call of <see cref="SlackOutbox.SendAsync"/>.</summary>
/// <param name="Channel">The conversation (C…, G… or D…); set when sent.</param>
/// <param name="Timestamp">Slack's <c>ts</c>; set when sent.</param>
/// <param name="Reason">Slack's error name or ours; null when sent.</param>
/// <param name="RetryAt">Set for <see cref="SlackDeliveryState.RetryLater"/>.</param>
/// <param name="Attempts">How many attempts to post this message have begun.</param>
public sealed record SlackDelivery(
    SlackDeliveryState State,
    string? Channel,
    string? Timestamp,
    string? Reason,
    DateTimeOffset? RetryAt,
    int Attempts
)
{
    /// <summary>For a caller who asked for it: the statement that records that it was sent, still to be carried out.</summary>
    internal NpgsqlBatchCommand? Unrecorded { get; init; }

    internal static SlackDelivery Sent(string channel, string timestamp, int attempts) =>
        new(SlackDeliveryState.Sent, channel, timestamp, null, null, attempts);

    internal static SlackDelivery Ended(SlackDeliveryState state, string reason, int attempts) =>
        new(state, null, null, reason, null, attempts);

    internal static SlackDelivery Later(DateTimeOffset at, string reason, int attempts) =>
        new(SlackDeliveryState.RetryLater, null, null, reason, at, attempts);
}
