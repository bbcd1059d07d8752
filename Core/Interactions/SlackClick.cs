namespace OAuthAttest.Interactions;

/// <summary>
/// Who clicked, where and when. The request's signature was verified, but nobody has checked yet whether this user may do it.
/// </summary>
/// <param name="UserId">The Slack account (U… or W…).</param>
/// <param name="TeamId">The workspace; null when an org-wide app's payload has none.</param>
/// <param name="ClickedAt">By Slack's clock; null for a submitted modal. Cut-offs use our own clock.</param>
/// <param name="TriggerId">Opens one modal within three seconds.</param>
/// <param name="ResponseUrl">Updates the message without a token, so it is a secret. Null for a submitted modal.</param>
/// <param name="Channel">The conversation of the message.</param>
/// <param name="MessageTimestamp">The message that was clicked.</param>
/// <param name="DeliveryKey">The same for every delivery of this click and different for every other; at most 64 characters.</param>
public sealed record SlackClick(
    string UserId,
    string? TeamId,
    DateTimeOffset? ClickedAt,
    string? TriggerId,
    Uri? ResponseUrl,
    string? Channel,
    string? MessageTimestamp,
    string DeliveryKey)
{
    /// <summary>Omits the secrets, because a click may be logged.</summary>
    public override string ToString() => $"click {DeliveryKey} by {UserId}";
}
