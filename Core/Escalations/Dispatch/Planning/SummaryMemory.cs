namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What the summary shows, remembered with its row; the same for the details.</summary>
internal sealed record SummaryMemory
{
    public string? Channel { get; init; }

    public string? Timestamp { get; init; }

    public ShownState? Shown { get; init; }

    public int Consents { get; init; }

    public DateTimeOffset? PaintedAt { get; init; }

    /// <summary>The opening consent's revision.</summary>
    public int Revision { get; init; }

    /// <summary>A repaint did not get through: not again before this.</summary>
    public DateTimeOffset? PaintAgainAt { get; init; }
}

/// <summary>All that a summary shows but the growing count: when it changes, people are told at once.</summary>
internal sealed record ShownState(IncidentState State, string? By, string? Link, bool PageFailed)
{
    public static ShownState Of(Incident incident) => new(
        incident.State,
        incident.ResolvedBy ?? incident.AcknowledgedBy,
        incident.PagerDutyUrl,
        incident.PageFailureToldAt is not null && incident.PageRoute == PageRoute.None);
}
