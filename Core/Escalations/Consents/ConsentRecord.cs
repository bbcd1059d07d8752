namespace OAuthAttest.Escalations.Consents;

/// <summary>A consent's row: the merged facts of all its deliveries.</summary>
public sealed class ConsentRecord
{
    public long Id { get; init; }

    /// <summary>See <see cref="EscalationKey"/>; unique.</summary>
    public required string Key { get; init; }

    public required ConsentSource Source { get; init; }

    /// <summary>See <see cref="ConsentEvent.EventKey"/>; unique within the source.</summary>
    public required string EventKey { get; init; }

    public required ConsentFacts Facts { get; set; }

    /// <summary>When the first delivery was accepted, by push or poll.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? PushedAt { get; set; }

    public DateTimeOffset? PolledAt { get; set; }

    /// <summary>When it was reported that a poll found this consent and no push had arrived.</summary>
    public DateTimeOffset? MissedPushReportedAt { get; set; }

    /// <summary>Starts at 1 and grows with every delivery that adds facts. A decision is taken for one revision.</summary>
    public int Revision { get; set; }
}
