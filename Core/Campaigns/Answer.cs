namespace OAuthAttest.Campaigns;

/// <summary>What was said about one grant.</summary>
public enum Answer
{
    None = 0,
    Keep = 1,
    Remove = 2,

    /// <summary>The person does not recognise the grant. It is removed, and the lead is told.</summary>
    NotMine = 3,
}
