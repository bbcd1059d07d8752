namespace Microsoft.DurableTask;

/// <summary>How often and how far apart a failed activity or sub-orchestration is tried again.</summary>
public class RetryPolicy
{
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        Require(maxNumberOfAttempts > 0, nameof(maxNumberOfAttempts), maxNumberOfAttempts, "be greater than zero");
        Require(firstRetryInterval > TimeSpan.Zero, nameof(firstRetryInterval), firstRetryInterval, "be greater than zero");
        Require(!(backoffCoefficient < 1.0), nameof(backoffCoefficient), backoffCoefficient, "be greater or equal to 1.0");
        RequireInterval(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        RequireInterval(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = static _ => true;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failure is tried again. Runtimes ask this; applications set <see cref="HandleFailure"/>.</summary>
    public Func<Exception, bool> Handle { get; private set; }

    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => exception is TaskFailedException failed
            ? value(failed.FailureDetails)
            : throw new InvalidOperationException($"{exception.GetType()} carries no failure details.");
    }

    private static void RequireInterval(TimeSpan? value, TimeSpan first, string name) =>
        Require(!(value < first) || value == Timeout.InfiniteTimeSpan, name, value, "be greater or equal to firstRetryInterval");

    private static void Require(bool fulfilled, string name, object? value, string rule)
    {
        if (!fulfilled)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value for {name} must {rule}.");
        }
    }
}
