using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>An account of AWS whose CloudTrail is asked.</summary>
public sealed record AuditedAccount : AccountAccess
{
    /// <summary>The role in it that remediations are carried out with; null: none are in this account.</summary>
    public string? ActRoleArn { get; init; }

    private protected override bool HasRole => base.HasRole || ActRoleArn is not null;

    internal override void Check(Mistakes mistakes, string? partition)
    {
        base.Check(mistakes, partition);
        CheckRole(mistakes, nameof(ActRoleArn), ActRoleArn, partition);
        if (RoleArn is not null && RoleArn == ActRoleArn)
            mistakes.Add(nameof(ActRoleArn), "must be another role than the one that reads: that one may change nothing.");
    }
}
