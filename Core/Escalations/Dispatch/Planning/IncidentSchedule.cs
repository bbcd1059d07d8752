using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>When the channels of an incident have something to do next, by what is committed.</summary>
internal static class IncidentSchedule
{
    /// <summary>Each channel, and when; null: only a wake-up brings more.</summary>
    public static IReadOnlyList<(OutboxChannel Channel, DateTimeOffset? At)> Of(IncidentFacts facts, DateTimeOffset now) =>
    [
        // Whether there is a fallback key matters only when its channel is due anyway.
        (OutboxChannel.PagerDuty, Time(PagerPlanner.Next(facts, hasFallback: false, now).At)),
        (OutboxChannel.Slack, Time(SlackPlanner.Next(facts, now).At)),
        (OutboxChannel.Datadog, facts.DatadogAt),
        (OutboxChannel.Revocation, facts.RevocationAt),
    ];

    /// <summary>
    /// Whether another channel has something to do now. A channel says so by the tables and not by what it did itself: a host that died after
    /// the commit is followed by one that did nothing.
    /// </summary>
    public static bool HasDueBeside(OutboxChannel channel, IncidentFacts facts, DateTimeOffset now) => Of(facts, now).Any(other => other.Channel != channel && other.At <= now);

    private static DateTimeOffset? Time(DateTimeOffset at) => at == DateTimeOffset.MaxValue ? null : at;
}
