namespace OAuthAttest.Escalations.Dispatch;

public enum NoteKind
{
    /// <summary>The page got through after the channel was told that it failed.</summary>
    PageLate = 1,

    /// <summary>A grant was revoked, and is proven gone.</summary>
    Revoked = 2,

    /// <summary>A person must revoke it at the provider.</summary>
    RevokeByHand = 3,
}

/// <summary>What a note in the thread tells; the payload of its row.</summary>
public sealed record NoteOrder
{
    public required NoteKind Note { get; init; }

    /// <summary>When the page got through; until when tokens may live.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The consent it is about.</summary>
    public long? ConsentId { get; init; }

    /// <summary>Grants that were removed.</summary>
    public int Removed { get; init; }

    /// <summary>Why a person must act.</summary>
    public string? Reason { get; init; }
}
