using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>
/// The provider throttled, answered 5xx, or gave no clear answer: a later call may succeed. The message is our own and contains nothing
/// of the request.
/// </summary>
/// <param name="retryAfter">The wait that the provider asked for; null when it did not ask for one.</param>
public sealed class ProviderUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner), IPassingFault
{
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// It answered, and with a list that cannot be one: a reading that keeps its answers must begin anew instead of going on.
    /// </summary>
    public bool IsOfTheAnswer { get; init; }
}

/// <summary>The provider rejects the call, and will reject it again until a person changes something.</summary>
/// <param name="status">HTTP status; 0 when the call was rejected before it was sent.</param>
public sealed class ProviderRejectedException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;

    /// <summary>The provider's error code; null when it gave none that looks like one.</summary>
    public string? Code { get; init; }
}
