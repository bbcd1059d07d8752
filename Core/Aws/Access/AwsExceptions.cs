using OAuthAttest.Outside;

namespace OAuthAttest.Aws.Access;

/// <summary>
/// AWS throttled, failed, or gave no clear answer: a later call may succeed. The message is our own and contains nothing of the request.
/// </summary>
/// <param name="retryAfter">The wait that was asked for; null when none was.</param>
internal sealed class AwsUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner), IPassingFault
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>AWS refuses the call, and will refuse it again until a person changes something.</summary>
/// <param name="code">The error's name, such as <c>AccessDeniedException</c>; null when it was refused before it was sent.</param>
internal sealed class AwsRejectedException(string message, string? code = null, Exception? inner = null) : Exception(message, inner)
{
    public string? Code { get; } = code;
}
