namespace OAuthAttest.Grants.Import;

/// <summary>How one import is done.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether a reading without any grant may replace grants that are there.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Who imports, for the audit log.</summary>
    public string Actor { get; init; } = "import";

    /// <summary>How many errors are listed; all are counted.</summary>
    public int MaxListedErrors { get; init; } = 50;
}
