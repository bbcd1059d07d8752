namespace OAuthAttest.PagerDuty;

/// <summary>One event for PagerDuty. Texts that are too long are cut before sending, so that PagerDuty does not refuse them.</summary>
public sealed record PagerDutyEvent
{
    /// <summary>Selects the integration key.</summary>
    public required PagerDutyRoute Route { get; init; }

    public required PagerDutyAction Action { get; init; }

    /// <summary>At most 255 characters.</summary>
    public required string DedupKey { get; init; }

    /// <summary>Required for a trigger, null otherwise.</summary>
    public PagerDutyPayload? Payload { get; init; }

    public IReadOnlyList<PagerDutyLink> Links { get; init; } = [];

    /// <summary>The link to the sender of a trigger; null: none.</summary>
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
/// <param name="Source">What the event is about, e.g. the tenant.</param>
/// <param name="Component">E.g. the app.</param>
/// <param name="Group">E.g. the provider.</param>
/// <param name="Class">The kind of event.</param>
/// <param name="Details">PagerDuty shows them as a table; no secrets.</param>
public sealed record PagerDutyPayload(
    string Summary,
    string Source,
    PagerDutySeverity Severity,
    DateTimeOffset Timestamp,
    string? Component,
    string? Group,
    string? Class,
    IReadOnlyDictionary<string, object?> Details
);

public sealed record PagerDutyLink(Uri Href, string Text);
