namespace OAuthAttest.PagerDuty;

/// <summary>One event for PagerDuty. What is too long for it is cut where it is written, never refused there.</summary>
public sealed record PagerDutyEvent
{
    /// <summary>Which of the configured integration keys.</summary>
    public required PagerDutyRoute Route { get; init; }

    public required PagerDutyAction Action { get; init; }

    /// <summary>At most 255 characters.</summary>
    public required string DedupKey { get; init; }

    /// <summary>Required for a trigger, null otherwise.</summary>
    public PagerDutyPayload? Payload { get; init; }

    public IReadOnlyList<PagerDutyLink> Links { get; init; } = [];

    /// <summary>Where the sender of a trigger is reached; null: it tells none.</summary>
    public Uri? ClientUrl { get; init; }
}

public enum PagerDutyRoute
{
    Primary = 1,
    Fallback = 2,
}

public enum PagerDutyAction
{
    Trigger = 1,
    Acknowledge = 2,
    Resolve = 3,
}

public enum PagerDutySeverity
{
    Info = 1,
    Warning = 2,
    Error = 3,
    Critical = 4,
}

/// <param name="Summary">Cut at 1,024 characters.</param>
/// <param name="Source">What it is about, e.g. the tenant.</param>
/// <param name="Component">E.g. the app.</param>
/// <param name="Group">E.g. the provider.</param>
/// <param name="Class">The kind of event.</param>
/// <param name="Details">Shown as a table by PagerDuty; no secrets.</param>
public sealed record PagerDutyPayload(
    string Summary, string Source, PagerDutySeverity Severity, DateTimeOffset Timestamp, string? Component, string? Group, string? Class, IReadOnlyDictionary<string, object?> Details);

public sealed record PagerDutyLink(Uri Href, string Text);
