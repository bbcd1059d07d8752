namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// A row of the outbox: one outside effect, written before its first attempt. It is carried out at least once, always with the same
/// key, so that the service can ignore a repetition. A Slack message also has a row in <c>slack_messages</c>; this one says it is wanted.
/// </summary>
public sealed class EscalationEffect
{
    public long Id { get; init; }

    /// <summary>See <see cref="EffectKeys"/>; unique.</summary>
    public required string Key { get; init; }

    public required EffectKind Kind { get; init; }

    /// <summary>The consent it belongs to; null for an effect of the whole incident.</summary>
    public long? ConsentId { get; init; }

    public long? IncidentId { get; init; }

    public required EffectState State { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before this; also the end of the lease of an attempt under way.</summary>
    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>What is sent, as JSON, where it cannot be derived from the tables.</summary>
    public string? Payload { get; init; }

    /// <summary>What the service answered and what is remembered of the attempts, as JSON.</summary>
    public string? Result { get; set; }

    /// <summary>The newest failure: our words, no payloads.</summary>
    public string? LastError { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }
}
