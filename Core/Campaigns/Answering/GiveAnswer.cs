namespace OAuthAttest.Campaigns.Answering;

/// <summary>One click: what somebody says of one grant. Everything in it came over the wire and is checked against the tables.</summary>
public sealed record GiveAnswer
{
    /// <summary>What a reason may be long; the column is as wide.</summary>
    public const int MaxReasonLength = 1000;

    /// <summary>The campaign's key, as the button said it.</summary>
    public required string Campaign { get; init; }

    public required long GrantId { get; init; }

    /// <summary><see cref="Answer.None"/> takes the standing answer back.</summary>
    public required Answer Answer { get; init; }

    public string? Reason { get; init; }

    /// <summary>The digest that the button was drawn for: see <see cref="DigestPrefix"/>.</summary>
    public required string DigestPrefix { get; init; }

    /// <summary>Who clicked, as Slack signed it.</summary>
    public required string SlackUserId { get; init; }

    /// <summary>The same for every delivery of one click.</summary>
    public required string DeliveryKey { get; init; }
}

/// <summary>"Keep all low-risk": which grants that means is found out when it is clicked, not when it was drawn.</summary>
/// <param name="Campaign">The campaign's key, as the button said it.</param>
/// <param name="ParticipantKey">Whose grants.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="DeliveryKey">The same for every delivery of one click.</param>
public sealed record KeepAllLowRisk(string Campaign, string ParticipantKey, string SlackUserId, string DeliveryKey);
