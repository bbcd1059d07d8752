namespace OAuthAttest.Escalations.Polling;

/// <summary>The ways in which a provider's consents reach this app and that it keeps up by itself.</summary>
public enum FeedPart
{
    /// <summary>The provider's log is read.</summary>
    Poll = 1,

    /// <summary>A watch channel that the provider pushes through, and that ends unless it is renewed.</summary>
    Watch = 2,
}
