using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch;

/// <summary>What is next for an incident, according to the committed rows.</summary>
/// <param name="IsOver">Resolved, and every message about it has been sent.</param>
/// <param name="MustJudge">The opening consent changed: it must be evaluated again.</param>
/// <param name="Channels">The channels that have something to do, now or later; a channel that is missing waits for a wake-up.</param>
/// <param name="ReadAt">When this was read: of two plans the later one is newer.</param>
/// <param name="Mark">Grows with every change of the incident and with every new effect; orders two plans read at the same time.</param>
public sealed record IncidentPlan(bool IsOver, bool MustJudge, IReadOnlyList<ChannelPlan> Channels, DateTimeOffset ReadAt, long Mark)
{
    public bool IsNewerThan(IncidentPlan other) => ReadAt > other.ReadAt || (ReadAt == other.ReadAt && Mark > other.Mark);
}

/// <param name="Channel">The channel.</param>
/// <param name="At">When it has something to do; null: now.</param>
public sealed record ChannelPlan(OutboxChannel Channel, DateTimeOffset? At);
