using Microsoft.EntityFrameworkCore;
using OAuthAttest.Aws.Access;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Remediating;

/// <summary>
/// What the app itself changed: it stands in CloudTrail like anybody's change, and was approved as a remediation. Each has a session name
/// of its own, which nobody can take who may not assume the role.
/// </summary>
internal static class OwnChanges
{
    /// <summary>CloudTrail tells whole seconds, by a clock of its own.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>A call may be carried out some time after it was sent.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <param name="from">Of the calls that are looked at.</param>
    public static async Task<IReadOnlyList<ApprovedScope>> FindAsync(
        OAuthAttestDb db, ScopeAuditOptions options, DateTimeOffset from, CancellationToken cancellation)
    {
        var since = (from - Late).ToUniversalTime();
        var rows = await db.ScopeRemediations.AsNoTracking().Where(row => row.AttemptedAt > since).OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.Account, row.DecidedAt, row.AttemptedAt, row.DecidedBy, row.RequestedBy })
            .ToListAsync(cancellation);
        var entries = new List<ApprovedScope>();
        foreach (var row in rows)
        {
            var role = options.Accounts.FirstOrDefault(account => account.Id == row.Account)?.ActRoleArn;
            if (role is null || AwsAccount.PartsOf(role) is not { } parts)
                continue;
            var name = role[(role.LastIndexOf('/') + 1)..];
            entries.Add(new ApprovedScope
            {
                Id = $"remediation-{row.Id}",
                Principal = new Wildcard(
                    $"arn:{parts.Partition}:sts::{row.Account}:assumed-role/{name}/{Remediation.SessionOf(row.Id)}"),
                Access = new Wildcard("*"),
                Account = new Wildcard(row.Account),
                Owner = row.RequestedBy ?? "the settings",
                Reason = "Carried out by OAuthAttest",
                Reviewer = row.DecidedBy ?? "the settings",
                From = row.DecidedAt - Skew,
                Expires = row.AttemptedAt!.Value + Late,
            });
        }
        return entries;
    }
}
