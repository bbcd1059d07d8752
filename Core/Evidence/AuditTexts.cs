namespace OAuthAttest.Evidence;

/// <summary>What is said to people about a check of the audit log.</summary>
public static class AuditTexts
{
    public const string HeadFormat = "must be <sequence>:<hash> with at least 16 hexadecimal digits of the hash, as a report has it";

    private const string NotCompared =
        "It was compared with no head from elsewhere. The log alone cannot show that its end was cut off or that all of it was rewritten: "
        + "compare it with the last report in Slack or the last event in Datadog.";

    private const string NoArchive = " No immutable store of heads is set up.";

    /// <summary>What the result rests on.</summary>
    /// <param name="heads">How many it was compared with.</param>
    /// <param name="isArchiveMissing">It is known that no immutable store of heads is set up.</param>
    public static string Compared(int heads, bool isArchiveMissing = false) =>
        heads > 0
            ? $"It was compared with {heads} {(heads == 1 ? "head" : "heads")} from elsewhere."
            : isArchiveMissing ? NotCompared + NoArchive : NotCompared;

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
