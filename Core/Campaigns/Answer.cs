namespace OAuthAttest.Campaigns;

/// <summary>The answer to the question about one grant.</summary>
public enum Answer
{
    None = 0,
    Keep = 1,
    Remove = 2,

    /// <summary>The person does not recognise the grant. It is removed, and the security lead is notified.</summary>
    NotMine = 3,
}
