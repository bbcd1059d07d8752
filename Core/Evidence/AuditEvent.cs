namespace OAuthAttest.Evidence;

/// <summary>One entry of the append-only audit log. <see cref="Hash"/> chains it to the entry before.</summary>
public sealed class AuditEvent
{
    /// <summary>Gap-free, from 1.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, e.g. <c>campaign.opened</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it happened to, e.g. <c>campaign/2026Q4/grant/17</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Who did it: a Slack user id, <c>timer</c>, <c>system</c>, an API caller.</summary>
    public required string Actor { get; init; }

    /// <summary>Canonical JSON: names in ordinal order, no white space. No secrets, no tokens.</summary>
    public required string Data { get; init; }

    public required byte[] PreviousHash { get; init; }

    public required byte[] Hash { get; init; }
}
