using OAuthAttest.ScopeAudits;

namespace OAuthAttest.Local.Audit;

/// <param name="Logs">The folder or the file with logs; null: CloudTrail is asked.</param>
/// <param name="Approved">The approved list; null: nothing is approved.</param>
/// <param name="Registry">A team's own queries.</param>
internal sealed record AuditInput(string? Logs, string? Approved, string? Registry, AuditFilter Filter);
