using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>An event that was taken.</summary>
/// <param name="At">Its own time, or that of its receipt.</param>
/// <param name="Attributes"><c>data.attributes</c> as it was sent.</param>
public sealed record SimulatedDatadogEvent(string Title, string Status, string? AggregationKey, DateTimeOffset At, JsonElement Attributes);

/// <summary>A point that was taken and is inside the window in which points count.</summary>
public sealed record SimulatedDatadogPoint(string Metric, int Type, double Value, DateTimeOffset At, IReadOnlyList<string> Tags, string? Unit);
