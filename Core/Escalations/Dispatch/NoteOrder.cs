namespace OAuthAttest.Escalations.Dispatch;

public enum NoteKind
{
    /// <summary>The page was accepted after the alert about its failure was posted.</summary>
    PageLate = 1,

    /// <summary>A grant was revoked, and the provider confirmed that it is gone.</summary>
    Revoked = 2,

    /// <summary>A person must revoke it at the provider.</summary>
    RevokeByHand = 3,

    /// <summary>The provider listed nothing to revoke, also when it was looked for again.</summary>
    NothingFound = 4,

    /// <summary>Somebody new let the app in after the incident was acknowledged.</summary>
    NewPerson = 5,

    /// <summary>The risk grew after the incident was acknowledged.</summary>
    HigherRisk = 6,

    /// <summary>More news came than notes are posted of.</summary>
    MoreNews = 7,

    /// <summary>An alert before the newest one changed in PagerDuty; the incident did not.</summary>
    EarlierAlert = 8,

    /// <summary>PagerDuty took the acknowledgement back.</summary>
    Unacknowledged = 9,

    /// <summary>Somebody reopened the incident in PagerDuty.</summary>
    Reopened = 10,
}

/// <summary>The content of a note in the thread; the payload of its row.</summary>
public sealed record NoteOrder
{
    public required NoteKind Note { get; init; }

    /// <summary>When the page was accepted, until when tokens may remain valid, or when nothing was found first.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When nothing was found again.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    /// <summary>An attempt had no clear answer: it may have removed what was not found later.</summary>
    public bool MayHaveRemoved { get; init; }

    /// <summary>The consent it is about.</summary>
    public long? ConsentId { get; init; }

    /// <summary>Grants that were removed.</summary>
    public int Removed { get; init; }

    /// <summary>Who did it: a Slack user id, or PagerDuty's id of a person.</summary>
    public string? By { get; init; }

    /// <summary>Which of the incident's alerts, from 1.</summary>
    public int? Alert { get; init; }

    /// <summary>Why a person must act.</summary>
    public string? Reason { get; init; }
}
