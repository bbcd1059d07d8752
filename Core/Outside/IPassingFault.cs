namespace OAuthAttest.Outside;

/// <summary>A temporary fault of an outside service: a call that only reads may be repeated.</summary>
internal interface IPassingFault
{
    /// <summary>How long the service asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
