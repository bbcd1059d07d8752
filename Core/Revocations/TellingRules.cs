namespace OAuthAttest.Revocations;

/// <summary>
/// Which items somebody has still to be told about, as SQL over the columns of <c>revocation_worklist</c>. The table has a partial index
/// for each: a query finds it by writing the rule exactly as it stands here.
/// </summary>
internal static class TellingRules
{
    /// <summary>
    /// Gone, and no message to the person names it yet; in each round, for what came back and was removed again is news. And what the
    /// lead gave back since: only the person can take it, or it is there again.
    /// </summary>
    public const string Untold = """
        (state IN ('Absent', 'Closed')
         AND (telling_at IS NULL OR telling_at < ordered_at OR restore_state = 'NeedsConsent' AND telling_at < restore_at)
         OR state = 'Restored' AND restore_state = 'Done' AND telling_at < restore_at)
        """;

    /// <summary>Of what was given back: the person has still to be told.</summary>
    public const string UntoldBack = """
        (telling_at < restore_at
         AND (state IN ('Absent', 'Closed') AND restore_state = 'NeedsConsent' OR state = 'Restored' AND restore_state = 'Done'))
        """;

    /// <summary>The lead gave it back: it is there again, or only the person can take it. Of the rows named <c>w</c>.</summary>
    public const string GivenBack = """
        (w.state IN ('Absent', 'Closed') AND w.restore_state = 'NeedsConsent' OR w.state = 'Restored' AND w.restore_state = 'Done')
        """;

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
