namespace OAuthAttest.ScopeAudits;

/// <summary>
/// One change of a scope or a policy, as a record tells it. Every text came from outside: it is one line, without control characters and
/// marks of direction, and of limited length.
/// </summary>
public sealed record ScopeChange
{
    public required string EventId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string EventName { get; init; }

    public required string EventSource { get; init; }

    /// <summary>The query of the registry that found it.</summary>
    public required string QueryId { get; init; }

    public required ChangeKind Kind { get; init; }

    public required ChangeEffect Effect { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>Null: the record does not say.</summary>
    public string? Account { get; init; }

    public string? Region { get; init; }

    public required Actor Actor { get; init; }

    public required MfaStatement Mfa { get; init; }

    /// <summary>An IP address, or an AWS service that called on somebody's behalf.</summary>
    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The user, role, client or application that was changed; null: the record does not say.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The scopes or policies; where the record has none by its nature, the call itself, such as <c>iam:CreateAccessKey</c>. A policy's
    /// text that is too long is its digest.
    /// </summary>
    public required IReadOnlyList<string> Access { get; init; }

    /// <summary>The record should have the scopes or policies, and has not, or has them hidden.</summary>
    public bool IsAccessMissing { get; init; }

    /// <summary>The call failed; null: it succeeded.</summary>
    public string? ErrorCode { get; init; }
}
