namespace OAuthAttest.Revocations;

/// <summary>The state of an item of a revoke worklist. <see cref="RevocationTransitions"/> has the allowed transitions.</summary>
public enum RevocationState
{
    /// <summary>On the list; nobody allowed its removal yet.</summary>
    Queued = 1,

    /// <summary>Its list waits for a named person's decision.</summary>
    Held = 2,

    /// <summary>It may be removed: by a named person's approval of exactly this list, or by the configured policy.</summary>
    Approved = 3,

    /// <summary>Its list was rejected, or a named person let the item stand: nothing is removed.</summary>
    Rejected = 4,

    /// <summary>The provider is being called, or was called by a process that ended before it noted the answer.</summary>
    Revoking = 5,

    /// <summary>The provider took the removal, or had nothing to remove any more. Not read again yet.</summary>
    Accepted = 6,

    /// <summary>Read again after the provider's lag, and not there. Access tokens that were issued before may still work.</summary>
    Absent = 7,

    /// <summary>Absent, and the longest access token has expired.</summary>
    Closed = 8,

    /// <summary>The provider refuses, or did not do it for a day: a person must act.</summary>
    Failed = 9,

    /// <summary>Was absent and was found again.</summary>
    Reappeared = 10,

    /// <summary>Was found again and the lead was told: a named person decides anew.</summary>
    Reopened = 11,

    /// <summary>The app may do more than what the answer was about: the removal is a question again, for a named person.</summary>
    Questioned = 12,

    /// <summary>Nothing here may call the provider: somebody removes it by hand; the next reading shows whether it is gone.</summary>
    ByHand = 13,

    /// <summary>Was removed and put back.</summary>
    Restored = 14,
}
