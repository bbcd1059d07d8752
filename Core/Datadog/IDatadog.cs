namespace OAuthAttest.Datadog;

/// <summary>
/// Datadog's intake. It has no idempotency key: a repetition can count twice, so each event carries our id, by which a search finds
/// duplicates.
/// </summary>
public interface IDatadog
{
    /// <summary>False while no API key is set; then nothing may be sent.</summary>
    public bool IsConfigured { get; }

    /// <summary>Events v2 (https://docs.datadoghq.com/api/latest/events/#post-an-event), category alert.</summary>
    /// <exception cref="DatadogUnavailableException">408, 429, 5xx or no answer: repeat.</exception>
    /// <exception cref="DatadogRejectedException">Refused for good: do not repeat.</exception>
    public Task SendEventAsync(DatadogEvent @event, CancellationToken cancellation);

    /// <summary>Metrics v2 (https://docs.datadoghq.com/api/latest/metrics/#submit-metrics).</summary>
    /// <inheritdoc cref="SendEventAsync" path="/exception"/>
    public Task SendMetricsAsync(IReadOnlyList<DatadogPoint> points, CancellationToken cancellation);
}

public enum DatadogEventStatus
{
    Ok = 1,
    Warn = 2,
    Error = 3,
}

/// <param name="Title">Cut at 500 characters.</param>
/// <param name="Message">Cut at 4,000.</param>
/// <param name="AggregationKey">At most 100 characters.</param>
/// <param name="Priority">1 (highest) to 5.</param>
/// <param name="Tags">At most 100, <c>key:value</c>.</param>
/// <param name="Custom">At most 100 properties; no secrets.</param>
/// <param name="Links">At most 20.</param>
public sealed record DatadogEvent(
    string Title, string Message, string AggregationKey, DatadogEventStatus Status, int Priority, DateTimeOffset Timestamp,
    IReadOnlyList<string> Tags, IReadOnlyDictionary<string, object?> Custom, IReadOnlyList<Uri> Links);

public enum DatadogMetricType
{
    /// <summary>A delta, over an interval of one second.</summary>
    Count = 1,
    Gauge = 3,
}

/// <param name="Metric">E.g. <c>oauthattest.escalation.seconds_to_page</c>.</param>
/// <param name="Unit">E.g. <c>second</c>; null for none.</param>
public sealed record DatadogPoint(
    string Metric,
    DatadogMetricType Type,
    double Value,
    DateTimeOffset At,
    IReadOnlyList<string> Tags,
    string? Unit = null
);
