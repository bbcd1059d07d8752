namespace OAuthAttest.Campaigns;

/// <summary>One attempt to answer, accepted or refused. Rows are only added: the newest accepted one is the item's answer.</summary>
public sealed class CampaignDecision
{
    public long Id { get; init; }

    public required long CampaignId { get; init; }

    /// <summary>Null for a click that named no grant of the campaign.</summary>
    public long? GrantId { get; init; }

    public long? ParticipantId { get; init; }

    /// <summary>Who clicked.</summary>
    public required string SlackUserId { get; init; }

    public required Answer Answer { get; init; }

    /// <summary>The scopes without which it was kept; null: none.</summary>
    public string[]? WithoutScopes { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DecisionOutcome Outcome { get; init; }

    /// <summary>The same for every delivery of one click on one grant: a repeat adds no row.</summary>
    public required string DeliveryKey { get; init; }

    /// <summary>The digest of the scopes that were shown when the answer was given; null when the message showed older ones.</summary>
    public byte[]? ScopeDigest { get; init; }
}
