namespace OAuthAttest.Campaigns.Answering;

/// <summary>One click: the answer to all orphans of an app. All values come from the request and are checked against the tables.</summary>
public sealed record AnswerApp
{
    /// <summary>The campaign's key, from the button.</summary>
    public required string Campaign { get; init; }

    /// <summary>Whose list it is.</summary>
    public required string ParticipantKey { get; init; }

    public required long AppId { get; init; }

    /// <summary>Keep and Remove cover the grants without an answer; <see cref="Answer.None"/> takes all answers back.</summary>
    public required Answer Answer { get; init; }

    /// <summary>Required for Keep and Remove; at most <see cref="GiveAnswer.MaxReasonLength"/> characters.</summary>
    public string? Reason { get; init; }

    /// <summary>The digest of the open grants at the time the button was rendered: see <see cref="DigestPrefix"/>.</summary>
    public required string DigestPrefix { get; init; }

    /// <summary>Who clicked, from the payload that Slack signed.</summary>
    public required string SlackUserId { get; init; }

    /// <summary>The same for every delivery of one click.</summary>
    public required string DeliveryKey { get; init; }
}
