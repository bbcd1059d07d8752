namespace OAuthAttest.Aws.Athena;

internal enum AthenaState
{
    Queued = 1,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>How far a query is.</summary>
/// <param name="Reason">Why it failed or was cancelled; text of somebody else.</param>
/// <param name="IsRetryable">It failed, and may succeed when it is asked anew.</param>
/// <param name="Scanned">Bytes that were read for it, which is what it costs; null: Athena does not say.</param>
internal sealed record AthenaStatus(AthenaState State, string? Reason, bool IsRetryable, long? Scanned)
{
    public bool IsOver => State is AthenaState.Succeeded or AthenaState.Failed or AthenaState.Cancelled;
}

/// <summary>One page of a result.</summary>
/// <param name="Rows">Without the row of the columns' names. Null: no value.</param>
/// <param name="NextToken">Leads to the page after it; null: it is the last.</param>
internal sealed record AthenaPage(IReadOnlyList<IReadOnlyList<string?>> Rows, string? NextToken);
