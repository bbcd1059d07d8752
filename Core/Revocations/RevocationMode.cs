namespace OAuthAttest.Revocations;

/// <summary>What the app does with a worklist that is released.</summary>
public enum RevocationMode
{
    /// <summary>Nothing: the list is for a person.</summary>
    Worklist = 1,

    /// <summary>It is carried out after a named person approved exactly this list; every list waits for that.</summary>
    Approved = 2,

    /// <summary>It is carried out; the circuit breaker still holds lists for a named person.</summary>
    Automatic = 3,
}
