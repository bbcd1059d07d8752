namespace OAuthAttest.Revocations;

/// <summary>Why a grant is on the revoke worklist.</summary>
public enum WorklistReason
{
    RemovedByOwner = 1,
    NotRecognised = 2,
    Unanswered = 3,

    /// <summary>Kept without some of its scopes: only these are taken, and the grant stays.</summary>
    Narrowed = 4,

    /// <summary>
    /// No answer: an audit found its app, and a named person decided. It came after the list, whose digest does not have it.
    /// </summary>
    FoundByAudit = 5,
}
