namespace OAuthAttest.Evidence;

/// <summary>What is said to people about a check of the audit log.</summary>
public static class AuditTexts
{
    public const string HeadFormat = "must be <sequence>:<hash> with at least 16 hexadecimal digits of the hash, as a report has it";

    private const string NotCompared =
        "It was compared with no head from elsewhere. The log alone cannot show that its end was cut off or that all of it was rewritten: "
        + "compare it with the last report in Slack or the last event in Datadog. No immutable store of heads is set up.";

    /// <summary>What the result rests on.</summary>
    public static string Compared(int heads) =>
        heads == 0 ? NotCompared : $"It was compared with {heads} {(heads == 1 ? "head" : "heads")} from elsewhere.";

    /// <summary>The result in one sentence.</summary>
    public static string Result(AuditVerdict verdict) =>
        verdict.State switch
        {
            ChainState.Whole when verdict.Entries == 0 => "WHOLE: the audit log has no entry yet.",
            ChainState.Whole => $"WHOLE: every entry from 1 to {verdict.Entries} follows from the one before.",
            ChainState.TailCut => $"TAIL CUT: {verdict.Problem}.",
            ChainState.Rewritten => $"REWRITTEN: {verdict.Problem}, although the log fits together.",
            ChainState.Broken => $"BROKEN at entry {verdict.BrokenAt}: {verdict.Problem}.",
            _ => throw new InvalidOperationException($"A chain cannot be {verdict.State}."),
        };
}
