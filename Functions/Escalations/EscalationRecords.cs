namespace OAuthAttest.Functions.Escalations;

/// <summary>The input of an escalation's orchestration.</summary>
/// <param name="ConsentId">The consent's row.</param>
/// <param name="Key">The escalation's public id.</param>
public sealed record EscalationOrder(long ConsentId, string Key);

/// <param name="IncidentId">The incident's row.</param>
public sealed record IncidentRef(long IncidentId);
