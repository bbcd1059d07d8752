namespace OAuthAttest.Revocations;

/// <summary>Why a grant is on the revoke worklist.</summary>
public enum WorklistReason
{
    RemovedByOwner = 1,
    NotRecognised = 2,
    Unanswered = 3,
}
