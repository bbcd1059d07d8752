namespace OAuthAttest.Campaigns.Starting;

/// <summary>
/// Somebody wants a campaign. The row is what decides who starts it when several want the same at once, and what is left of the wish when
/// whoever won dies before the orchestration is started.
/// </summary>
public sealed class CampaignStartRequest
{
    public required CampaignKey Key { get; init; }

    public required string RequestedBy { get; init; }

    public bool Scheduled { get; init; }

    public bool AcceptStale { get; init; }

    public TimeSpan? ResponseWindow { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When somebody last took it on. Whoever takes it on next names this instant, so that of several one does.</summary>
    public required DateTimeOffset TriedAt { get; init; }

    /// <summary>Its orchestration ended and opened nothing, by decision; null: it is under way, or the campaign was opened.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
