namespace OAuthAttest.Grants;

/// <summary>The status of a grant in the inventory.</summary>
public enum GrantStatus
{
    Active = 1,

    /// <summary>Absent from the newest complete reading of its source.</summary>
    Vanished = 2,

    /// <summary>Its source was retired: nothing is known of it any more, and it is in no population.</summary>
    Retired = 3,
}
