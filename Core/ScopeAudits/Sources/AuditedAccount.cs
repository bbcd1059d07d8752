using OAuthAttest.Aws.Access;
using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>An account of AWS whose CloudTrail is asked.</summary>
public sealed record AuditedAccount
{
    /// <summary>Twelve digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>The role in it that is assumed; null: the process' own credentials are of this account.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The role in it that remediations are carried out with; null: none are in this account.</summary>
    public string? ActRoleArn { get; init; }

    /// <summary>What the roles' trust asks for besides.</summary>
    public string? ExternalId { get; init; }

    /// <param name="partition">Of the Regions; null: they are wrong already.</param>
    internal void Check(Mistakes mistakes, string? partition)
    {
        if (!AwsAccount.IsId(Id))
            mistakes.Add(nameof(Id), "must be the twelve digits of the account.");
        if (ExternalId is not null && RoleArn is null && ActRoleArn is null)
            mistakes.Add(nameof(RoleArn), "is missing: an external id belongs to a role.");
        if (ExternalId is not null && !AwsAccount.IsExternalId(ExternalId))
            mistakes.Add(nameof(ExternalId), "must be 2 to 1224 letters, digits or characters of +=,.@:/-_.");
        CheckRole(mistakes, nameof(RoleArn), RoleArn, partition);
        CheckRole(mistakes, nameof(ActRoleArn), ActRoleArn, partition);
        if (RoleArn is not null && RoleArn == ActRoleArn)
            mistakes.Add(nameof(ActRoleArn), "must be another role than the one that reads: that one may change nothing.");
    }

    private void CheckRole(Mistakes mistakes, string name, string? role, string? partition)
    {
        if (role is null)
            return;
        if (AwsAccount.PartsOf(role) is not { } parts)
            mistakes.Add(name, "must be a role's ARN, such as arn:aws:iam::111122223333:role/Audit.");
        else if (AwsAccount.IsId(Id) && parts.Account != Id)
            mistakes.Add(name, "is of another account.");
        else if (partition is not null && parts.Partition != partition)
            mistakes.Add(name, $"is of another partition than the Regions, which are of {partition}.");
    }
}
