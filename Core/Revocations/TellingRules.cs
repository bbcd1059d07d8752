namespace OAuthAttest.Revocations;

/// <summary>
/// Which items somebody has still to be told about, as SQL over the columns of <c>revocation_worklist</c>. The table has a partial index
/// for each: a query finds it by writing the rule exactly as it stands here.
/// </summary>
internal static class TellingRules
{
    /// <summary>Gone, and no message to the person names it yet; in each round, for what came back and was removed again is news.</summary>
    public const string Untold = "state IN ('Absent', 'Closed') AND (telling_at IS NULL OR telling_at < ordered_at)";

    /// <summary>A message to the person names it, and what became of that message is not recorded yet.</summary>
    public const string Telling = "telling_at IS NOT NULL AND told_at IS NULL AND tell_problem IS NULL";

    /// <summary>A person must act, or what the lead asked for was not done, and the lead was not told of that yet.</summary>
    public const string ForLead = """
        (state IN ('Failed', 'Questioned', 'ByHand', 'Reappeared')
         AND (lead_told_at IS NULL OR lead_telling_at < ordered_at OR lead_telling_at < reappeared_at)
         OR state IN ('Absent', 'Closed') AND restore_state = 'Failed' AND (lead_told_at IS NULL OR lead_telling_at < restore_at))
        """;

    /// <summary>Something is still done, or read, before the item's end.</summary>
    public const string UnderWay = "state IN ('Approved', 'Revoking', 'Accepted', 'Absent')";
}
