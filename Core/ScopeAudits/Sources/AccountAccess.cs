using OAuthAttest.Aws.Access;
using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>An account of AWS and the way into it.</summary>
public record AccountAccess
{
    /// <summary>Twelve digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>The role in it that is assumed; null: the process' own credentials are of this account.</summary>
    public string? RoleArn { get; init; }

    /// <summary>What the trust of its roles asks for besides.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the external id belongs to a role.</summary>
    private protected virtual bool HasRole => RoleArn is not null;

    /// <param name="partition">Of the Regions; null: they are wrong already.</param>
    internal virtual void Check(Mistakes mistakes, string? partition)
    {
        if (!AwsAccount.IsId(Id))
            mistakes.Add(nameof(Id), "must be the twelve digits of the account.");
        if (ExternalId is not null && !HasRole)
            mistakes.Add(nameof(RoleArn), "is missing: an external id belongs to a role.");
        if (ExternalId is not null && !AwsAccount.IsExternalId(ExternalId))
            mistakes.Add(nameof(ExternalId), "must be 2 to 1224 letters, digits or characters of +=,.@:/-_.");
        CheckRole(mistakes, nameof(RoleArn), RoleArn, partition);
    }

    private protected void CheckRole(Mistakes mistakes, string name, string? role, string? partition)
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
