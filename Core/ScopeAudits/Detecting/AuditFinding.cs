using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <param name="Means">What such a change means, from the registry.</param>
/// <param name="Steps">What to do about it; empty where nothing is to be done.</param>
public sealed record AuditFinding(ScopeChange Change, Judgement Judgement, string Means, IReadOnlyList<FilledStep> Steps);
