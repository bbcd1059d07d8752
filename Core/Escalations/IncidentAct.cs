namespace OAuthAttest.Escalations;

/// <summary>An action that a responder took or tried; rows are only added.</summary>
public sealed class IncidentAct
{
    public long Id { get; init; }

    public required long IncidentId { get; init; }

    public required IncidentActKind Kind { get; init; }

    public required IncidentActOutcome Outcome { get; init; }

    /// <summary>A Slack user id, or PagerDuty's id of the person.</summary>
    public required string Actor { get; init; }

    public required ActOrigin Origin { get; init; }

    public string? Reason { get; init; }

    /// <summary>The same for every delivery of one click or one webhook event; unique.</summary>
    public required string DeliveryKey { get; init; }

    public required DateTimeOffset At { get; init; }
}
