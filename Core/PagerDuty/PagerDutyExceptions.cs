using OAuthAttest.Outside;

namespace OAuthAttest.PagerDuty;

/// <summary>A call to PagerDuty failed.</summary>
public abstract class PagerDutyException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class PagerDutyThrottledException(TimeSpan retryAfter)
    : PagerDutyException($"PagerDuty asks to wait {retryAfter.TotalSeconds:F0} s."), IPassingFault
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    TimeSpan? IPassingFault.RetryAfter => RetryAfter;
}

public sealed class PagerDutyUnavailableException(string message, Exception? inner = null)
    : PagerDutyException(message, inner), IPassingFault
{
    TimeSpan? IPassingFault.RetryAfter => null;
}

/// <param name="status">HTTP status.</param>
/// <param name="errors">PagerDuty's error messages.</param>
public sealed class PagerDutyRejectedException(int status, IReadOnlyList<string> errors)
    : PagerDutyException($"PagerDuty refused the event (HTTP {status}): {string.Join("; ", errors)}")
{
    public int Status { get; } = status;

    public IReadOnlyList<string> Errors { get; } = errors;
}
