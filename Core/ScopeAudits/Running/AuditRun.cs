using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>Who asked for an audit.</summary>
public enum AuditTrigger
{
    Timer = 1,

    /// <summary>A person, over HTTP.</summary>
    Request = 2,
}

public enum AuditRunState
{
    Running = 1,

    /// <summary>All was read, or given up; the certificate tells which.</summary>
    Completed = 2,
}

/// <summary>What an audit came to.</summary>
public enum AuditOutcome
{
    /// <summary>Everything was read, and every change that was found is approved.</summary>
    Clean = 1,

    /// <summary>Something is not approved, was refused by AWS, or cannot be judged.</summary>
    Deviations = 2,

    /// <summary>No deviation was found, and not everything was read.</summary>
    Inconclusive = 3,

    /// <summary>No deviation among what the filter lets through: of the rest nothing is said.</summary>
    NoneThatTheFilterLets = 4,
}

/// <summary>One audit of a window of CloudTrail's history.</summary>
public sealed class AuditRun
{
    public long Id { get; init; }

    /// <summary>Also the id of its orchestration: <c>scope-audit-20261129T230000Z</c>.</summary>
    public required string Key { get; init; }

    public required AuditTrigger Trigger { get; init; }

    /// <summary>Null: the timer.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Where its records are from, whatever the settings are by now.</summary>
    public required AuditSource Source { get; init; }

    /// <summary>Which one of its kind: a bucket with its prefix, or a table; empty where there is but one.</summary>
    public required string Place { get; init; }

    public required DateTimeOffset WindowFrom { get; init; }

    /// <summary>Not in it any more.</summary>
    public required DateTimeOffset WindowUntil { get; init; }

    /// <summary>Why not all of the time that was wished for is asked about; empty: all of it is.</summary>
    public required string[] Untold { get; init; }

    /// <summary>Null: everything is told.</summary>
    public string? Filter { get; init; }

    public AuditRunState State { get; init; }

    /// <summary>Null while it runs.</summary>
    public AuditOutcome? Outcome { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it was written down what PagerDuty and Datadog are told of it; null: not yet.</summary>
    public DateTimeOffset? NoticesAt { get; init; }

    /// <summary>When everything about it was told; null: not yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Whether everything was read that it was to read.</summary>
    public bool IsComplete { get; init; }

    public long Findings { get; init; }

    public long Deviations { get; init; }

    /// <summary>Of those, the ones that no audit before had found to deviate.</summary>
    public long NewDeviations { get; init; }

    /// <summary>What was read, and what not; null while it runs.</summary>
    public string? Certificate { get; init; }
}

/// <summary>What one audit reads of one Region of one account, and what of it was read.</summary>
public sealed record AuditPart
{
    public required long AuditId { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    /// <summary>What is still to be read, in words of the audit's source.</summary>
    public required string[] Waiting { get; init; }

    /// <summary>What the next step needs of the one before, of the audit's source; null: nothing.</summary>
    public string? Kept { get; init; }

    /// <summary>What was read so far: a <see cref="PartReading"/>; null before, and once the audit's certificate has it.</summary>
    public string? Reading { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    internal PlannedPart Planned => new(Account, Region, Waiting, Kept);
}

/// <summary>A change of a scope or a policy, as a record tells it; each once, however often it is read.</summary>
public sealed class AuditedChange
{
    public long Id { get; init; }

    /// <summary>SHA-256 of what makes the event that one.</summary>
    public required byte[] EventKey { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    public required string EventName { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>The <see cref="ScopeChange"/>.</summary>
    public required string Change { get; init; }

    public required string Means { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Steps { get; init; }

    /// <summary>What the app can do about it: a list of <see cref="FilledAction"/>.</summary>
    public required string Actions { get; init; }

    /// <summary>As the newest audit judged it.</summary>
    public required Verdict Verdict { get; init; }

    public required string Rule { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When an audit first found that it deviates; null: none did.</summary>
    public DateTimeOffset? DeviatedAt { get; init; }
}

/// <summary>That an audit found a change, and how it judged it.</summary>
public sealed class AuditRunFinding
{
    public required long AuditId { get; init; }

    public required long ChangeId { get; init; }

    public required Verdict Verdict { get; init; }

    public required string Rule { get; init; }
}
