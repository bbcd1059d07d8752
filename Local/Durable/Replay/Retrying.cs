using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>Tries an activity or sub-orchestration again as its options say, waiting on durable timers.</summary>
internal static class Retrying
{
    public static Task<T> RunAsync<T>(ReplayContext context, TaskRetryOptions retry, Func<Task<T>> attempt) =>
        retry.Policy is { } policy ? ByPolicyAsync(context, policy, attempt)
        : retry.Handler is { } handler ? ByHandlerAsync(context, handler, attempt)
        : attempt();

    private static async Task<T> ByPolicyAsync<T>(ReplayContext context, RetryPolicy policy, Func<Task<T>> attempt)
    {
        var started = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed) when (MayRetry(context, policy, failed, failures, started))
            {
            }

            await context.CreateTimer(DelayAfter(policy, failures), CancellationToken.None);
        }
    }

    private static async Task<T> ByHandlerAsync<T>(ReplayContext context, AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        var started = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed) when (!TaskFailures.IsFinal(failed.FailureDetails))
            {
                var situation = new RetryContext(
                    context, failures, failed.FailureDetails, context.CurrentUtcDateTime - started, CancellationToken.None);
                if (!await handler(situation))
                {
                    throw;
                }
            }
        }
    }

    private static bool MayRetry(ReplayContext context, RetryPolicy policy, TaskFailedException failed, int failures, DateTime started) =>
        failures < policy.MaxNumberOfAttempts
        && !TaskFailures.IsFinal(failed.FailureDetails)
        && (policy.RetryTimeout == Timeout.InfiniteTimeSpan || context.CurrentUtcDateTime - started < policy.RetryTimeout)
        && RetryQuestion.Ask(policy, failed);

    private static TimeSpan DelayAfter(RetryPolicy policy, int failures)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3650) : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }
}
