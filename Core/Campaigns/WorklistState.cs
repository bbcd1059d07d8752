namespace OAuthAttest.Campaigns;

/// <summary>The state of a campaign's revoke worklist.</summary>
public enum WorklistState
{
    /// <summary>Not written yet.</summary>
    None = 0,

    /// <summary>Held by the circuit breaker until a named person decides on exactly this list.</summary>
    Held = 1,

    /// <summary>Released: its revocations may be carried out.</summary>
    Released = 2,

    Rejected = 3,
}
