namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// The outbox: one outside effect, a row before its first attempt. At least once, and with one key, so that a repetition is
/// absorbed outside. Slack's messages have rows of their own in <c>slack_messages</c>; here stands that they are wanted.
/// </summary>
public sealed class EscalationEffect
{
    public long Id { get; init; }

    /// <summary>See <see cref="EffectKeys"/>; unique.</summary>
    public required string Key { get; init; }

    public required EffectKind Kind { get; init; }

    /// <summary>The consent it comes from; null for what belongs to the incident only.</summary>
    public long? ConsentId { get; init; }

    public long? IncidentId { get; init; }

    public required EffectState State { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before this; also the lease of an attempt under way.</summary>
    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>What is sent, as JSON, where it cannot be worked out again from the tables.</summary>
    public string? Payload { get; init; }

    /// <summary>What the service answered, as JSON: ids and links.</summary>
    public string? Result { get; set; }

    /// <summary>The newest failure: our words, no payloads.</summary>
    public string? LastError { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }
}
