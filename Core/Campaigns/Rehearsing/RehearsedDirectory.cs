using System.Globalization;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>Where a rehearsal knows from whom a message reaches.</summary>
public enum DirectoryBasis
{
    /// <summary>Slack's list of people was read for this rehearsal.</summary>
    ReadNow = 1,

    /// <summary>Slack could not be read, and an earlier reading was taken.</summary>
    EarlierReading = 2,

    /// <summary>Slack was never read: everybody with an address is assumed to be reachable.</summary>
    AssumedReachable = 3,
}

/// <param name="ReadAt">When the list was read; null: never.</param>
/// <param name="Problem">Why it was not read now; null: it was.</param>
public sealed record RehearsedDirectory(DirectoryBasis Basis, DateTimeOffset? ReadAt, string? Problem)
{
    /// <summary>What it means, for whoever reads the report.</summary>
    public string Note => Basis switch
    {
        DirectoryBasis.ReadNow => "Slack's list of people was read for this rehearsal.",
        DirectoryBasis.EarlierReading => string.Create(
            CultureInfo.InvariantCulture,
            $"Slack's list of people could not be read ({Problem}): the one of {ReadAt?.UtcDateTime:yyyy-MM-dd HH:mm} UTC was taken."),
        _ => $"Slack's list of people could not be read ({Problem}): everybody with an email address is ASSUMED to be reachable. "
            + "Who is not is found only when it is read.",
    };
}
