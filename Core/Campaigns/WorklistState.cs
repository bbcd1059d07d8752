namespace OAuthAttest.Campaigns;

/// <summary>Where a campaign's revoke worklist stands.</summary>
public enum WorklistState
{
    /// <summary>Not written yet.</summary>
    None = 0,

    /// <summary>Held by the circuit breaker until a named person decides on exactly this list.</summary>
    Held = 1,

    /// <summary>Free to be carried out.</summary>
    Released = 2,

    Rejected = 3,
}
