using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// A record of a provider's log that could not be read. It holds the watermark until it has been tried often enough; then it is set
/// aside, so that it does not hold the log for ever, and the security channel is told.
/// </summary>
public sealed class HeldRecord
{
    public required ConsentSource Source { get; init; }

    /// <summary>Which of the provider's logs it is in.</summary>
    public required FeedPart Part { get; init; }

    /// <summary>SHA-256 of the record's text, whatever the order of its fields; with the source, the key.</summary>
    public required string Digest { get; init; }

    /// <summary>What is wrong with it: our words.</summary>
    public required string Problem { get; set; }

    /// <summary>The record's own time; null where that cannot be read either.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Its shape, ids and times, as JSON: what people wrote or who they are is left out.</summary>
    public required string Redacted { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>In how many polls it could not be read.</summary>
    public required int Attempts { get; set; }

    public DateTimeOffset? SetAsideAt { get; set; }

    /// <summary>When the message for the security channel was ordered.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}
