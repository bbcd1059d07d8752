using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>What is next for an incident, by what is committed.</summary>
/// <param name="IsOver">Resolved, and everybody outside knows.</param>
/// <param name="MustJudge">The opening consent changed: it is judged again.</param>
/// <param name="Channels">The channels that have something to do, now or later; one that is not there waits for a wake-up.</param>
/// <param name="ReadAt">When this was read: of two plans the later one knows more.</param>
/// <param name="Mark">Grows with all that is wanted of the incident: what it says of two plans that were read at one time.</param>
public sealed record IncidentPlan(bool IsOver, bool MustJudge, IReadOnlyList<ChannelPlan> Channels, DateTimeOffset ReadAt, long Mark)
{
    public bool IsNewerThan(IncidentPlan other) => ReadAt > other.ReadAt || (ReadAt == other.ReadAt && Mark > other.Mark);
}

/// <param name="Channel">Which.</param>
/// <param name="At">When it has something to do; null: now.</param>
public sealed record ChannelPlan(OutboxChannel Channel, DateTimeOffset? At);
