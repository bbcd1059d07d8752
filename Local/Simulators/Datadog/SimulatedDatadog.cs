using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>An accepted event.</summary>
/// <param name="At">The event's own timestamp, or the time of its receipt.</param>
/// <param name="Attributes"><c>data.attributes</c> as it was sent.</param>
public sealed record SimulatedDatadogEvent(string Title, string Status, string? AggregationKey, DateTimeOffset At, JsonElement Attributes);

/// <summary>An accepted point, inside the time window in which Datadog keeps points.</summary>
public sealed record SimulatedDatadogPoint(
    string Metric,
    int Type,
    double Value,
    DateTimeOffset At,
    IReadOnlyList<string> Tags,
    string? Unit
);
