namespace OAuthAttest.Revocations;

/// <summary>Why a grant is on the revoke worklist.</summary>
public enum WorklistReason
{
    RemovedByOwner = 1,
    NotRecognised = 2,
    Unanswered = 3,

    /// <summary>Kept without some of its scopes: only these are taken, and the grant stays.</summary>
    Narrowed = 4,
}
