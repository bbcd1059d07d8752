namespace OAuthAttest.Revocations;

/// <summary>
/// The only place that defines the transitions of a worklist's items. SQL statements that move many rows follow it (a test tries each).
/// </summary>
public static class RevocationTransitions
{
    public static bool IsLegal(RevocationState from, RevocationState to) => (from, to) switch
    {
        (RevocationState.Queued, RevocationState.Held or RevocationState.Approved or RevocationState.Rejected) => true,
        (RevocationState.Held, RevocationState.Approved or RevocationState.Rejected) => true,
        // By hand: nothing here may call the provider. Rejected: a named person let it stand before it was called. Questioned: a later
        // campaign's answer contradicts it.
        (
            RevocationState.Approved,
            RevocationState.Revoking or RevocationState.ByHand or RevocationState.Rejected or RevocationState.Questioned
        ) => true,
        // Approved again: the provider gave no clear answer, and the call is repeated later.
        (
            RevocationState.Revoking,
            RevocationState.Accepted or RevocationState.Approved or RevocationState.Questioned or RevocationState.Failed
        ) => true,
        // Approved again: the provider took it and still lists it, so it is ordered once more.
        (RevocationState.Accepted, RevocationState.Absent or RevocationState.Approved or RevocationState.Failed) => true,
        // Failed: that it stays gone could not be read.
        (
            RevocationState.Absent,
            RevocationState.Closed or RevocationState.Reappeared or RevocationState.Restored or RevocationState.Failed
        ) => true,
        (RevocationState.Closed, RevocationState.Reappeared or RevocationState.Restored) => true,
        // Absent: a late list showed it once more, or somebody removed it by hand.
        (RevocationState.Reappeared, RevocationState.Reopened or RevocationState.Absent) => true,
        (
            RevocationState.Reopened,
            RevocationState.Approved or RevocationState.Rejected or RevocationState.Absent
        ) => true,
        (
            RevocationState.Failed or RevocationState.Questioned or RevocationState.ByHand,
            RevocationState.Approved or RevocationState.Rejected or RevocationState.Absent
        ) => true,
        _ => false,
    };

    /// <summary>Whether the grant was read again and was not there: only then may a text say that it was removed.</summary>
    public static bool IsProvenGone(this RevocationState state) => state is RevocationState.Absent or RevocationState.Closed;

    /// <summary>Whether a named person must act before anything goes on.</summary>
    public static bool AwaitsPerson(this RevocationState state) =>
        state is RevocationState.Failed or RevocationState.Questioned or RevocationState.Reopened or RevocationState.ByHand;
}
