namespace OAuthAttest.Datadog;

/// <summary>A call to Datadog failed.</summary>
public abstract class DatadogException(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="retryAfter">The wait that Datadog asked for; null when it asked for none.</param>
public sealed class DatadogUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : DatadogException(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

public sealed class DatadogRejectedException(int status, string message) : DatadogException(message)
{
    public int Status { get; } = status;
}
