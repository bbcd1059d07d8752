namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>A completed rehearsal. Its row and its parts are committed in one transaction.</summary>
public sealed class StoredRehearsal
{
    /// <summary>The instance id of its orchestration, see <see cref="RehearsalId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The time for which the campaign was rehearsed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The <see cref="RehearsalReport"/>, serialized as the API returns it.</summary>
    public string? ReportJson { get; set; }
}

/// <summary>One part of what a rehearsal rendered, because all of it can be larger than memory.</summary>
public sealed class StoredRehearsalPart
{
    public required string RehearsalId { get; init; }

    public required RehearsalPartKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>Whole lines, UTF-8.</summary>
    public required byte[] Content { get; init; }
}

public enum RehearsalPartKind
{
    /// <summary>Every message as it would be sent, one line of JSON each.</summary>
    Messages = 1,

    /// <summary>The worklist if nobody answered, as CSV; the header is in the first part.</summary>
    Worklist = 2,
}
