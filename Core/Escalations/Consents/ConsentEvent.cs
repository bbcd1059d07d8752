namespace OAuthAttest.Escalations.Consents;

/// <summary>Somebody consented to an app: the normalised form of the events of all sources.</summary>
public sealed record ConsentEvent : ConsentFacts
{
    public required ConsentSource Source { get; init; }

    /// <summary>
    /// The event's business key within its source, at most <see cref="MaxEventKey"/> characters: the same for a push, its repetition, the
    /// poll that finds it again, and the other records that the source writes about the same consent.
    /// </summary>
    public required string EventKey { get; init; }

    public const int MaxEventKey = 200;

    /// <summary>What becomes of it where its key is known with another content.</summary>
    public OtherContent OtherContent { get; init; }

    /// <summary>
    /// How far the clock of a source may be ahead of ours. A time beyond that is a mistake, and must not be shown or counted as a fact.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
}
