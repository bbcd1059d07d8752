namespace OAuthAttest.Outside;

/// <summary>A fault of an outside service that passes by itself: what only reads may be tried again.</summary>
internal interface IPassingFault
{
    /// <summary>How long the service asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
