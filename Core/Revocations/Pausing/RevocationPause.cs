namespace OAuthAttest.Revocations.Pausing;

/// <summary>A time in which nothing is revoked, because a person said so.</summary>
public sealed class RevocationPause
{
    public long Id { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required string By { get; init; }

    public string? Reason { get; init; }

    /// <summary>Null: it is in force. At most one is.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }
}
