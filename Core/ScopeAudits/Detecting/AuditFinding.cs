using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Detecting;

/// <param name="Means">What such a change means, from the registry.</param>
/// <param name="Steps">What to do about it; empty where nothing is to be done.</param>
/// <param name="Actions">What the app itself can do about it, once that is approved.</param>
public sealed record AuditFinding(
    ScopeChange Change, Judgement Judgement, string Means, IReadOnlyList<FilledStep> Steps, IReadOnlyList<FilledAction> Actions);
