namespace OAuthAttest.Campaigns.Answering;

/// <summary>One click: the answer to one grant. All values come from the request and are checked against the tables.</summary>
public sealed record GiveAnswer
{
    /// <summary>The maximum length of a reason; the column has the same length.</summary>
    public const int MaxReasonLength = 1000;

    /// <summary>The campaign's key, from the button.</summary>
    public required string Campaign { get; init; }

    public required long GrantId { get; init; }

    /// <summary><see cref="Answer.None"/> takes the current answer back.</summary>
    public required Answer Answer { get; init; }

    public string? Reason { get; init; }

    /// <summary>The scope digest at the time the button was rendered: see <see cref="DigestPrefix"/>.</summary>
    public required string DigestPrefix { get; init; }

    /// <summary>
    /// Keep without the scopes that are offered for it: which ones was shown (<see cref="NarrowedKeep.Prefix"/>). The scopes themselves
    /// come from the rows. Null: as a whole.
    /// </summary>
    public string? OfferPrefix { get; init; }

    /// <summary>Who clicked, from the payload that Slack signed.</summary>
    public required string SlackUserId { get; init; }

    /// <summary>The same for every delivery of one click.</summary>
    public required string DeliveryKey { get; init; }
}

/// <summary>"Keep all low-risk". Which grants that covers is determined at the click, not when the button was rendered.</summary>
/// <param name="Campaign">The campaign's key, from the button.</param>
/// <param name="ParticipantKey">Whose grants.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="DeliveryKey">The same for every delivery of one click.</param>
public sealed record KeepAllLowRisk(string Campaign, string ParticipantKey, string SlackUserId, string DeliveryKey);
