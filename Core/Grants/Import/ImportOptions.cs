namespace OAuthAttest.Grants.Import;

/// <summary>Options of one import.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether a reading without any grants may replace the stored grants.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Who runs the import, for the audit log.</summary>
    public string Actor { get; init; } = "import";

    /// <summary>How many errors are listed; all of them are counted.</summary>
    public int MaxListedErrors { get; init; } = 50;

    /// <summary>
    /// Whether a failure is none of the source's, because the caller goes on with this import later: then nothing is marked as failed.
    /// </summary>
    internal Func<Exception, bool>? IsInterruption { get; init; }

    /// <summary>Whether nobody is waited for while it is read, although the reader is a remote one: its answers were kept.</summary>
    internal bool IsAtHand { get; init; }
}
