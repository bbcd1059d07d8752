namespace OAuthAttest.ScopeAudits.Running;

/// <summary>The changes that no audit before had found to deviate, as SQL: what an audit tells.</summary>
internal static class FreshDeviations
{
    /// <summary>The worst is 0.</summary>
    public const string Rank = "CASE c.severity WHEN 'Critical' THEN 0 WHEN 'High' THEN 1 WHEN 'Medium' THEN 2 ELSE 3 END";

    /// <summary>The audit's id is the first parameter; <c>f</c> is the finding, <c>c</c> the change.</summary>
    public const string From = $"""
        FROM scope_audit_findings f JOIN scope_changes c ON c.id = f.change_id JOIN scope_audits a ON a.id = f.audit_id
        WHERE f.audit_id = $1 AND c.deviated_at = a.ended_at AND f.{Verdicts.IsDeviationSql}
        """;

    public static int RankOf(Severity severity) => Severity.Critical - severity;
}
