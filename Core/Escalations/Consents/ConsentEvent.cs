namespace OAuthAttest.Escalations.Consents;

/// <summary>Somebody let an app in: what all sources are normalised to.</summary>
public sealed record ConsentEvent : ConsentFacts
{
    public required ConsentSource Source { get; init; }

    /// <summary>
    /// The event's business key within its source, at most <see cref="MaxEventKey"/> characters: the same for a push, its repetition, the
    /// poll that finds it again, and the companions that tell of the same consent.
    /// </summary>
    public required string EventKey { get; init; }

    public const int MaxEventKey = 200;
}
