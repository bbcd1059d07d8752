namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>One question to Athena.</summary>
/// <param name="Question">What was asked: the changes, or which records there are.</param>
/// <param name="ExecutionId">By which Athena knows the query; null: none was started.</param>
/// <param name="ScannedBytes">What was read for it, which is what it costs.</param>
/// <param name="Rows">Rows that were read, on all pages.</param>
/// <param name="Problem">Why the answer is not known to be all; null: it is all.</param>
public sealed record AthenaAnswer(string Question, string? ExecutionId, long ScannedBytes, int Pages, long Rows, string? Problem)
{
    public const string Changes = "changes";
    public const string Coverage = "coverage";

    public bool IsComplete => Problem is null;
}
