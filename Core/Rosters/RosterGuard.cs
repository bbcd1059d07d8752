namespace OAuthAttest.Rosters;

/// <summary>What a reading by the timer must not do, for nobody looks at it.</summary>
/// <param name="MaxLoss">The largest share of the listed accounts that may be missing in it.</param>
/// <param name="Setting">The key of the setting that says so, for the message.</param>
public sealed record RosterGuard(double MaxLoss, string Setting)
{
    /// <summary>So few may leave at once however large a share they are: a list of three may change by two.</summary>
    private const int FewestHeld = 3;

    /// <param name="listed">The accounts of the version before.</param>
    /// <param name="lost">Those of them that the new one does not list.</param>
    public bool Holds(long listed, long lost) => lost >= FewestHeld && lost > listed * MaxLoss;
}
