namespace OAuthAttest.Interactions;

/// <summary>Who clicked, where and when. Signed by Slack, but not yet allowed to do anything.</summary>
/// <param name="UserId">The Slack account (U… or W…).</param>
/// <param name="TeamId">The workspace; null where an org-wide app gives none.</param>
/// <param name="ClickedAt">By Slack's clock; null for a submitted modal. Cut-offs go by our own clock.</param>
/// <param name="TriggerId">Opens one modal within three seconds.</param>
/// <param name="ResponseUrl">Repaints the message without a token: a secret. Null for a submitted modal.</param>
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
    /// <summary>Without the secrets: a click may end up in a log.</summary>
    public override string ToString() => $"click {DeliveryKey} by {UserId}";
}
