namespace OAuthAttest.Rosters;

/// <summary>A source of the roster. Its age is measured from the time of its last refresh.</summary>
public sealed class RosterSource
{
    public required string Name { get; init; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }

    public int Entries { get; set; }

    /// <summary>Why it is known not to list everybody it should, in our words; then who is not listed is not a standard user.</summary>
    public string? IncompleteBecause { get; set; }
}
