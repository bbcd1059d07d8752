using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns;

/// <summary>One grant of a campaign's frozen population, and its current answer.</summary>
public sealed class CampaignItem
{
    public required long CampaignId { get; init; }

    public required long GrantId { get; init; }

    public required long ParticipantId { get; init; }

    /// <summary>
    /// The risk at the opening. It never changes; together with the id it orders the person's list: see <see cref="ItemOrder"/>.
    /// </summary>
    public required Risk FrozenRisk { get; init; }

    public required ProviderName Provider { get; init; }

    public required long AppId { get; init; }

    /// <summary>The account at the provider; null where there is none.</summary>
    public long? UserId { get; init; }

    public required ConsentType ConsentType { get; init; }

    public required Ownership Ownership { get; init; }

    public required Risk Risk { get; set; }

    /// <summary>The scopes as asked. When they grow before the cut-off the new ones replace these, and a Keep is void.</summary>
    public required string[] Scopes { get; set; }

    /// <summary>
    /// Digest of what was asked. A Keep counts for this digest only; Remove and Not mine count whatever the grant may do.
    /// </summary>
    public required byte[] ScopeDigest { get; set; }

    public DateTimeOffset? GrantedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public Drift Drift { get; set; }

    public Answer Answer { get; set; }

    /// <summary>The scopes without which it is kept; null: it is kept whole, or not kept. Only a Keep has any.</summary>
    public string[]? WithoutScopes { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The Slack account that answered.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>How often the question was replaced because the scopes had grown; a Keep of it was made void.</summary>
    public int VoidedAnswers { get; set; }

    /// <summary>
    /// The scopes that were kept, when growth made that Keep void and nobody has answered since; otherwise null. Those without which it was
    /// kept are not among them.
    /// </summary>
    public string[]? KeptScopes { get; set; }

    /// <summary>Null until the campaign closes.</summary>
    public GrantClass? Class { get; set; }
}
