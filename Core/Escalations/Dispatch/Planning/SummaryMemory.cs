namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What the posted summary shows, stored as JSON with its row; the details use the same.</summary>
internal sealed record SummaryMemory
{
    public string? Channel { get; init; }

    public string? Timestamp { get; init; }

    public ShownState? Shown { get; init; }

    public int Consents { get; init; }

    public DateTimeOffset? PaintedAt { get; init; }

    /// <summary>The opening consent's revision.</summary>
    public int Revision { get; init; }

    /// <summary>An update of the message failed: it is not repeated before this.</summary>
    public DateTimeOffset? PaintAgainAt { get; init; }
}

/// <summary>What a summary shows apart from the growing count; when this changes, the message is updated at once.</summary>
internal sealed record ShownState(IncidentState State, string? By, string? Link, bool PageFailed)
{
    public static ShownState Of(Incident incident) => new(
        incident.State,
        incident.ResolvedBy ?? incident.AcknowledgedBy,
        incident.PagerDutyUrl,
        incident.PageFailureToldAt is not null && incident.PageRoute == PageRoute.None);
}
