namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>How a simulated query ends.</summary>
public enum QueryEnding
{
    /// <summary>As PostgreSQL says.</summary>
    AsItRuns = 0,

    /// <summary>Failed, with a reason that may be gone when it is asked anew.</summary>
    FailsForNow,

    Fails,

    /// <summary>Somebody else cancels it.</summary>
    Cancelled,

    NeverEnds,
}

/// <summary>A query that was started: its states move as it is looked at.</summary>
public sealed class SimulatedQuery
{
    internal SimulatedQuery(string id, string sql) => (Id, Sql) = (id, sql);

    public string Id { get; }

    public string Sql { get; }

    public string State { get; internal set; } = "QUEUED";

    /// <summary>Null: it did not fail.</summary>
    public string? Reason { get; internal set; }

    public bool IsRetryable { get; internal set; }

    /// <summary>The names of the columns, and then the rows.</summary>
    internal IReadOnlyList<string?[]> Rows { get; set; } = [];

    internal QueryEnding Ending { get; init; }

    internal int Looks { get; set; }

    internal bool IsOver => State is "SUCCEEDED" or "FAILED" or "CANCELLED";
}
