using System.Globalization;

namespace OAuthAttest.Escalations.Outbox;

/// <summary>The business keys of the outbox: derived before the first attempt, so that writing a row twice stores it once.</summary>
public static class EffectKeys
{
    public static string Start(string escalationKey, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"start:{escalationKey}:{revision}");

    public static string Page(string dedupKey) => $"page:{dedupKey}";

    public static string PageFallback(string dedupKey) => $"page-fallback:{dedupKey}";

    public static string PageLink(string dedupKey) => $"page-link:{dedupKey}";

    public static string PageFailedAlert(string dedupKey) => $"page-failed:{dedupKey}";

    public static string SlackSummary(string dedupKey) => $"slack-summary:{dedupKey}";

    public static string SlackDetails(string dedupKey) => $"slack-details:{dedupKey}";

    /// <param name="what">The kind of note: <c>page-late</c>, <c>revoked</c>.</param>
    /// <param name="of">The dedup key or escalation key it is about.</param>
    public static string SlackNote(string what, string of) => $"slack-note:{what}:{of}";

    public static string DatadogEvent(string escalationKey) => $"datadog-event:{escalationKey}";

    /// <param name="measure">The metric: <c>arrival</c>, <c>page</c>, <c>acknowledgement</c>, <c>missed-push</c>.</param>
    public static string DatadogMetric(string measure, string escalationKey) => $"datadog-metric:{measure}:{escalationKey}";

    public static string Acknowledge(string dedupKey) => $"acknowledge:{dedupKey}";

    /// <summary>An acknowledgement after the incident was open again.</summary>
    public static string AcknowledgeAgain(string dedupKey, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"acknowledge:{dedupKey}:r{revision}");

    /// <summary>The dedup key of the alert that a page's row is about.</summary>
    public static string AlertOf(EscalationEffect page) => page.Key[(page.Key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public static string Resolve(string dedupKey) => $"resolve:{dedupKey}";

    public static string Revoke(string escalationKey) => $"revoke:{escalationKey}";

    /// <param name="feed">The feed's part: <c>okta:poll</c>.</param>
    /// <param name="number">Which trouble of it.</param>
    public static string FeedTrouble(string feed, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"feed-trouble:{feed}:{number}");

    /// <inheritdoc cref="FeedTrouble"/>
    public static string FeedRecovery(string feed, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"feed-recovery:{feed}:{number}");

    /// <param name="digest">The first record's.</param>
    public static string RecordsSetAside(string source, string digest) => $"records-set-aside:{source}:{digest}";
}
