namespace OAuthAttest.Escalations.Consents;

/// <summary>A consent as it stands in the database: what its deliveries told, merged.</summary>
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

    /// <summary>When it was reported that no push had come for what a poll found.</summary>
    public DateTimeOffset? MissedPushReportedAt { get; set; }

    /// <summary>From 1; grows with every delivery that told something new. A decision is taken for a revision.</summary>
    public int Revision { get; set; }
}
