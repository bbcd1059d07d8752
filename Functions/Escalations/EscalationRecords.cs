namespace OAuthAttest.Functions.Escalations;

/// <summary>What an escalation's orchestration is started with.</summary>
/// <param name="ConsentId">The consent's row.</param>
/// <param name="Key">The escalation's public id.</param>
public sealed record EscalationOrder(long ConsentId, string Key);

/// <param name="IncidentId">Its row.</param>
public sealed record IncidentRef(long IncidentId);
