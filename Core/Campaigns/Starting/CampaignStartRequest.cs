namespace OAuthAttest.Campaigns.Starting;

/// <summary>
/// A request to start a campaign. The row decides which caller starts it when several request the same campaign at once. It also keeps
/// the request when that caller's process dies before the orchestration is started.
/// </summary>
public sealed class CampaignStartRequest
{
    public required CampaignKey Key { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>Who asked for it, in the caller's word; nothing proves it.</summary>
    public string? NamedRequester { get; init; }

    public bool Scheduled { get; init; }

    public bool AcceptStale { get; init; }

    public TimeSpan? ResponseWindow { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>
    /// When a caller last took the request. Taking it again is conditional on this value, so that only one of several callers succeeds.
    /// </summary>
    public required DateTimeOffset TriedAt { get; init; }

    /// <summary>
    /// When its orchestration ended without opening a campaign, by decision; null while it is running or when the campaign was opened.
    /// </summary>
    public DateTimeOffset? EndedAt { get; init; }
}
