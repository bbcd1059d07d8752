namespace OAuthAttest.ScopeAudits;

/// <summary>What the comparison of a change with the approved list came to.</summary>
public enum Verdict
{
    /// <summary>Not understood, or the record does not have what it takes to compare. Never approved.</summary>
    Unknown = 0,

    /// <summary>Entries that are in force cover all of it.</summary>
    Approved,

    /// <summary>It would be covered, had an entry not expired before the change, or did it not begin after it.</summary>
    Expired,

    /// <summary>No entry covers all of it.</summary>
    Deviation,

    /// <summary>The call was refused: nothing changed, and somebody tried.</summary>
    Denied,

    /// <summary>The call failed for another reason: nothing changed.</summary>
    Failed,
}

/// <param name="Rule">What decided: the entries of the approved list, or why there is none, in words for a person.</param>
/// <param name="Entries">The ids of the entries that cover it.</param>
public sealed record Judgement(Verdict Verdict, string Rule, IReadOnlyList<string> Entries);

public static class Verdicts
{
    /// <summary>The same as <see cref="IsDeviation"/>, as SQL over a column <c>verdict</c>.</summary>
    internal const string IsDeviationSql = "verdict NOT IN ('Approved', 'Failed')";

    /// <summary>Somebody has to look at it: it is not approved, or nobody can tell, or somebody tried.</summary>
    public static bool IsDeviation(this Verdict verdict) => verdict is not (Verdict.Approved or Verdict.Failed);
}
