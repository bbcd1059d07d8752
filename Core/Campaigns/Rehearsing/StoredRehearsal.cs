namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>A rehearsal that is over. Its row comes in one transaction with its parts: it is there whole or not at all.</summary>
public sealed class StoredRehearsal
{
    /// <summary>The instance id of its orchestration, see <see cref="RehearsalId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>As of when the campaign was rehearsed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The <see cref="RehearsalReport"/>, as it is answered.</summary>
    public string? ReportJson { get; set; }
}

/// <summary>What a rehearsal rendered, a portion at a time: there can be far more than fits into memory.</summary>
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
    /// <summary>Every message as it would be sent, a line of JSON each.</summary>
    Messages = 1,

    /// <summary>The worklist if nobody answered, as CSV; the header is in the first part.</summary>
    Worklist = 2,
}
