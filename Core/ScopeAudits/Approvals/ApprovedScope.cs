namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>Where an entry of the approved list came from.</summary>
public enum ApprovedOrigin
{
    /// <summary>The file that people review.</summary>
    File = 0,

    /// <summary>A deviation that a second person approved in Slack.</summary>
    Slack,
}

/// <summary>One entry of the approved list: who may change what, in which account, until when, and who stands for it.</summary>
public sealed record ApprovedScope
{
    public required string Id { get; init; }

    /// <summary>A role, a user, an AWS service; a pattern.</summary>
    public required Wildcard Principal { get; init; }

    /// <summary>A scope, a policy's ARN, a digest, or a call such as <c>iam:CreateAccessKey</c>; a pattern.</summary>
    public required Wildcard Access { get; init; }

    /// <summary>The account's number; a pattern.</summary>
    public required Wildcard Account { get; init; }

    public required string Owner { get; init; }

    public required string Reason { get; init; }

    public required string Reviewer { get; init; }

    /// <summary>From this instant on it covers nothing.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>A change that was made before is not covered, unless null.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The call that it is for, such as <c>iam.amazonaws.com/AttachRolePolicy</c>; null: any.</summary>
    public string? Event { get; init; }

    /// <summary>What may be changed; a pattern. Null: anything.</summary>
    public Wildcard? Target { get; init; }

    /// <summary>
    /// Scopes or policies, one a line: a change that has others besides is not covered at all, so that two entries do not make a third.
    /// Null: they do.
    /// </summary>
    public string? Together { get; init; }

    /// <summary>Whether it is about this access of this change, in force or not.</summary>
    public bool IsAbout(ScopeChange change, string access) =>
        (Event is null || Event == $"{change.EventSource}/{change.EventName}")
        && (Target is null || (change.Target is { } target && Target.Matches(target)))
        && (Together is null || change.Access.All(Together.Split('\n').Contains))
        && change.Account is { } account
        && Account.Matches(account)
        && Access.Matches(access)
        && change.Actor.Names.Any(Principal.Matches);

    public ApprovedOrigin Origin { get; init; }

    /// <summary>When it was approved in Slack; null: it is the file's.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Its id and where it came from, for the rule that a person reads.</summary>
    internal string Named => $"{Id} ({(Origin == ApprovedOrigin.Slack ? "approved in Slack" : "file")})";

    public bool IsInForce(DateTimeOffset at) => at < Expires && !(at < From);
}
