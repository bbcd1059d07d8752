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
}
