namespace OAuthAttest.Escalations;

/// <summary>The legal transitions between incident states.</summary>
public static class IncidentTransitions
{
    public static bool IsLegal(IncidentState from, IncidentState to) => (from, to) switch
    {
        (IncidentState.Open, IncidentState.Acknowledged) => true,
        // Somebody new after the acknowledgement, or PagerDuty took the acknowledgement back.
        (IncidentState.Acknowledged, IncidentState.Open) => true,
        (IncidentState.Open or IncidentState.Acknowledged, IncidentState.Resolved) => true,
        _ => false,
    };
}
