namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>One entry of the registry: an event that changes a scope or a policy, and what it means.</summary>
public sealed record AuditQuery
{
    public required string Id { get; init; }

    public required string EventName { get; init; }

    public required string EventSource { get; init; }

    /// <summary>What it means, in words for a person.</summary>
    public required string Means { get; init; }

    public required ChangeKind Kind { get; init; }

    public required ChangeEffect Effect { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>The service keeps its records in us-east-1 alone.</summary>
    public required bool IsGlobal { get; init; }

    /// <summary>Where the changed thing stands: the first that is there.</summary>
    public required IReadOnlyList<RecordPath> Target { get; init; }

    /// <summary>Where scopes or policies stand: all that are there. Empty: the record has none by its nature.</summary>
    public required IReadOnlyList<RecordPath> Access { get; init; }

    /// <summary>What CloudTrail leaves out or hides.</summary>
    public required IReadOnlyList<RecordPath> Hidden { get; init; }

    public required IReadOnlyList<RemediationStep> Remediation { get; init; }

    /// <summary>What the app itself can do about it, once that is approved; empty: nothing.</summary>
    public required IReadOnlyList<ActionTemplate> Actions { get; init; }

    /// <summary>Where the event is documented.</summary>
    public required Uri Source { get; init; }

    /// <summary>The call as IAM names it, for example <c>iam:CreateAccessKey</c>.</summary>
    public string Call => $"{EventSource[..EventSource.IndexOf('.', StringComparison.Ordinal)]}:{EventName}";
}

/// <param name="Command">With <c>{paths}</c> that are filled in from the record; null: nothing to run.</param>
/// <param name="Changes">The command alters something.</param>
public sealed record RemediationStep(string Text, string? Command = null, bool Changes = false);

/// <summary>A name that guides quote, and what it really matches.</summary>
/// <param name="IsKnown">Whether AWS has an operation of that name.</param>
/// <param name="Instead">The names that are meant.</param>
public sealed record QuotedName(string EventName, bool IsKnown, string Finding, IReadOnlyList<string> Instead);
