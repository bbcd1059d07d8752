namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Verdict">What to do.</param>
/// <param name="IncidentId">What is paged; null after an exit.</param>
/// <param name="DedupKey">Of the incident.</param>
/// <param name="OpensIncident">This consent opened it; false: it joined one that is paged already.</param>
public sealed record ConsentEvaluation(EscalationVerdict Verdict, long? IncidentId, string? DedupKey, bool OpensIncident);
