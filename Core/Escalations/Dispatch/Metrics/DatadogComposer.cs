using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations.Dispatch.Metrics;

/// <summary>Builds what Datadog receives: an event for each consent, and the metric points of an incident.</summary>
public sealed class DatadogComposer(EscalationLinks links)
{
    private const string Prefix = "oauthattest.escalation.";
    private const string DrillTag = "drill:true";
    private const int LongestAggregationKey = 100;

    internal DatadogEvent Event(ConsentRecord consent, Escalation decision, Incident incident, ChainHead head)
    {
        var title =
            $"{(incident.IsDrill ? $"{Escalations.Drill.Mark}: " : "")}Privileged consent: {EscalationWords.PrivilegeOf(decision)} let "
                + $"in {EscalationWords.App(consent)} "
                + $"({EscalationWords.Risk(decision.Risk)} risk)";
        string?[] lines =
        [
            $"Publisher: {EscalationWords.Publisher(consent)}",
            $"Consent: {EscalationWords.Kind(consent)}",
            $"Scopes: {string.Join(", ", consent.Facts.Scopes)}",
            decision.RosterNote is { } note ? $"Roster: {note}" : null,
            $"Rules: {string.Join(", ", decision.Rules)}",
            EscalationWords.DoFirst,
        ];
        var message = string.Join('\n', lines.Where(line => line is not null));
        var custom = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["escalation"] = consent.Key,
            ["event_key"] = consent.EventKey,
            ["dedup_key"] = incident.DedupKey,
            ["actor_kind"] = ActorKinds.Slug(consent.Facts.Who.Kind),
            ["on_behalf_of_others"] = consent.Facts.OtherPrincipals.Count(),
            ["client_id"] = consent.Facts.App.ClientId,
            ["publisher_verified"] = EscalationWords.Verified(consent),
            // Kept outside the database, so that it shows later whether the audit log's end was cut off or all of it rewritten.
            ["audit_head"] = head.Brief,
            ["listed_for_removal"] = EscalationWords.RemovedBefore(new ConsentView(consent, decision, [])),
        };
        var status = decision.Risk >= Risk.High ? DatadogEventStatus.Error : DatadogEventStatus.Warn;
        return new DatadogEvent(
            title,
            message,
            AggregationKey(incident.DedupKey),
            status,
            Priority(decision.Risk),
            consent.Facts.OccurredAt,
            [.. Tags(consent, decision), Tag("escalation", consent.Key), .. incident.IsDrill ? (string[])[DrillTag] : []],
            custom,
            links.Escalation(incident) is { } link ? [link] : []
        );
    }

    /// <summary>A consent was escalated, with the time since it was given.</summary>
    internal static IReadOnlyList<DatadogPoint> Arrival(ConsentRecord consent, Escalation decision) =>
    [
        new(Prefix + "count", DatadogMetricType.Count, 1, consent.ReceivedAt, Tags(consent, decision)),
        Seconds("seconds_to_arrival", EscalationWords.Delay(consent), consent.ReceivedAt, consent, decision),
    ];

    /// <summary>The seconds from the consent to an event at <paramref name="at"/>.</summary>
    internal static DatadogPoint Seconds(string measure, DateTimeOffset at, ConsentRecord consent, Escalation decision) =>
        Seconds(measure, at > consent.Facts.OccurredAt ? at - consent.Facts.OccurredAt : TimeSpan.Zero, at, consent, decision);

    /// <summary>A drill was run; it counts in none of the metrics of incidents.</summary>
    internal static DatadogPoint Drill(ConsentRecord consent) =>
        new("oauthattest.drill.count", DatadogMetricType.Count, 1, consent.ReceivedAt, [DrillTag]);

    /// <summary>A poll found a consent that no push had reported.</summary>
    internal static DatadogPoint MissedPush(ConsentRecord consent, DateTimeOffset now) =>
        new(
            "oauthattest.consent.missed_push",
            DatadogMetricType.Count,
            1,
            now,
            [Tag("source", consent.Source.Slug()), Tag("provider", consent.Facts.Provider.ToString())]
        );

    private static DatadogPoint Seconds(string measure, TimeSpan time, DateTimeOffset at, ConsentRecord consent, Escalation decision) =>
        new(Prefix + measure, DatadogMetricType.Gauge, time.TotalSeconds, at, Tags(consent, decision), "second");

    private static List<string> Tags(ConsentRecord consent, Escalation decision) =>
        [
            Tag("source", consent.Source.Slug()),
            Tag("provider", consent.Facts.Provider.ToString()),
            Tag("risk", EscalationWords.Risk(decision.Risk)),
            Tag(
                "privilege",
                decision.Privilege switch
                {
                    Privilege.Privileged => "privileged",
                    Privilege.Unknown => "unknown",
                    _ => "standard",
                }
            ),
            Tag("category", decision.Category is { } category ? EscalationWords.Category(category) : "none"),
        ];

    private static string Tag(string name, string value) => $"{name}:{value}";

    private static int Priority(Risk risk) => risk switch { Risk.Critical => 1, Risk.High => 2, _ => 3 };

    // Shortened with a digest, so that two long keys stay different.
    private static string AggregationKey(string dedupKey) =>
        dedupKey.Length <= LongestAggregationKey
            ? dedupKey
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{dedupKey[..(LongestAggregationKey - 17)]}-"
                + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dedupKey)))[..16]}"
            );
}
