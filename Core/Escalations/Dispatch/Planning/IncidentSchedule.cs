using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>When the channels of an incident next have something to do, according to the committed rows.</summary>
internal static class IncidentSchedule
{
    /// <summary>Each channel, and when it is due; null: it waits for a wake-up.</summary>
    public static IReadOnlyList<(OutboxChannel Channel, DateTimeOffset? At)> Of(IncidentFacts facts, DateTimeOffset now) =>
    [
        // Whether there is a fallback key matters only when its channel is due anyway.
        (OutboxChannel.PagerDuty, Time(PagerPlanner.Next(facts, hasFallback: false, now).At)),
        (OutboxChannel.Slack, Time(SlackPlanner.Next(facts, now).At)),
        (OutboxChannel.Datadog, facts.DatadogAt),
        (OutboxChannel.Revocation, facts.RevocationAt),
    ];

    /// <param name="now">Not later than the facts were read.</param>
    public static IncidentPlan Plan(IncidentFacts facts, DateTimeOffset now)
    {
        var channels = Of(facts, now).Where(channel => channel.At is not null).ToList();
        return new IncidentPlan(
            facts.IsResolved && channels.Count == 0 && !facts.Effects.Any(effect => effect.IsOpen()), facts.MustJudge,
            [.. channels.Select(channel => new ChannelPlan(channel.Channel, channel.At > now ? channel.At : null))],
            now, facts.NewestEffect + facts.Incident.Revision + facts.Incident.Consents + facts.OpenerRevision);
    }

    /// <summary>
    /// Whether another channel has something to do now. Computed from the tables and not from what this dispatcher did: if a host dies
    /// after its commit, the dispatcher that repeats the step finds nothing to do but must still report the other channel's work.
    /// </summary>
    public static bool HasDueBeside(OutboxChannel channel, IncidentFacts facts, DateTimeOffset now) =>
        Of(facts, now).Any(other => other.Channel != channel && other.At <= now);

    /// <summary>Whether this channel has something to do now.</summary>
    public static bool IsDue(OutboxChannel channel, IncidentFacts facts, DateTimeOffset now) =>
        Of(facts, now).Any(each => each.Channel == channel && each.At <= now);

    private static DateTimeOffset? Time(DateTimeOffset at) => at == DateTimeOffset.MaxValue ? null : at;
}
