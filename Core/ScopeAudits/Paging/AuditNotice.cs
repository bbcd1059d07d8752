namespace OAuthAttest.ScopeAudits.Paging;

public enum AuditNoticeKind
{
    /// <summary>PagerDuty calls somebody.</summary>
    Page = 1,

    /// <summary>An event for Datadog.</summary>
    Event = 2,
}

public enum AuditNoticeState
{
    Pending = 1,

    /// <summary>An attempt is under way, or was when its process died.</summary>
    Sending = 2,

    Done = 3,

    /// <summary>The service refused it, or gave no clear answer for too long: it is not tried again.</summary>
    Failed = 4,
}

/// <summary>
/// What an audit tells PagerDuty or Datadog: written before the first attempt, and always sent with the same key and content. Slack's
/// messages have an outbox of their own.
/// </summary>
public sealed class AuditNotice
{
    public long Id { get; init; }

    public required long AuditId { get; init; }

    /// <summary>PagerDuty's dedup key, Datadog's aggregation key: of the audit, and of the group that it is about.</summary>
    public required string Key { get; init; }

    public required AuditNoticeKind Kind { get; init; }

    public required AuditNoticeState State { get; init; }

    public int Attempts { get; init; }

    /// <summary>Not before this; also the end of the lease of an attempt under way.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>What is told: an <see cref="AuditNews"/>.</summary>
    public required string Payload { get; init; }

    /// <summary>PagerDuty refused the first routing key: the other one is tried.</summary>
    public bool IsFallback { get; init; }

    /// <summary>The newest failure: our words, no payloads.</summary>
    public string? LastError { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }
}
