namespace OAuthAttest.ScopeAudits.Detecting;

/// <param name="Findings">By time; all that the filter lets through.</param>
/// <param name="Withheld">How many findings the filter kept back.</param>
public sealed record AuditReport(IReadOnlyList<AuditFinding> Findings, long Withheld, AuditCertificate Certificate)
{
    /// <summary>Something is not approved, or nobody can tell.</summary>
    public bool HasDeviations => Findings.Any(finding => finding.Judgement.Verdict.IsDeviation());

    /// <summary>All is approved, and all was read.</summary>
    public bool IsClean => !HasDeviations && Certificate.IsComplete;

    public int Count(Verdict verdict) => Findings.Count(finding => finding.Judgement.Verdict == verdict);
}
