namespace OAuthAttest.Escalations.Dispatch;

public enum NoteKind
{
    /// <summary>The page was accepted after the alert about its failure was posted.</summary>
    PageLate = 1,

    /// <summary>A grant was revoked, and the provider confirmed that it is gone.</summary>
    Revoked = 2,

    /// <summary>A person must revoke it at the provider.</summary>
    RevokeByHand = 3,
}

/// <summary>The content of a note in the thread; the payload of its row.</summary>
public sealed record NoteOrder
{
    public required NoteKind Note { get; init; }

    /// <summary>When the page was accepted, or until when tokens may remain valid.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The consent it is about.</summary>
    public long? ConsentId { get; init; }

    /// <summary>Grants that were removed.</summary>
    public int Removed { get; init; }

    /// <summary>Why a person must act.</summary>
    public string? Reason { get; init; }
}
