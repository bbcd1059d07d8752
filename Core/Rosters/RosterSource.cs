namespace OAuthAttest.Rosters;

/// <summary>One place the roster is read from; its refresh time is what "too old" means.</summary>
public sealed class RosterSource
{
    public required string Name { get; init; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }

    public int Entries { get; set; }
}
