namespace OAuthAttest.Campaigns;

/// <summary>A source that was stale when the campaign opened: its grants are counted, but the report lists them as not evaluated.</summary>
public sealed class CampaignStaleSource
{
    public required long CampaignId { get; init; }

    public required string Source { get; init; }

    public required SourceProblem Problem { get; init; }

    public DateTimeOffset? LastSucceededAt { get; init; }

    public string? Failure { get; init; }

    /// <summary>Its grants in the frozen population.</summary>
    public required long Grants { get; init; }
}
