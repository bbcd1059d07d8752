using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>Throttled, 5xx, or no clear answer: it may work later. The message is ours and has nothing of the request.</summary>
/// <param name="retryAfter">What the provider asked for; null when it did not say.</param>
public sealed class ProviderUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner), IPassingFault
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The provider refuses the call: the same one is refused again until a person changes something.</summary>
/// <param name="status">HTTP status; 0 where the call was refused here.</param>
public sealed class ProviderRejectedException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;
}
