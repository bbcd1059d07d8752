using Microsoft.DurableTask;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Functions.Durable;

/// <summary>Sorts what an activity fails with, and says how outside faults are tried again.</summary>
internal static class OutsideFaults
{
    /// <summary>At first after seconds, later every quarter of an hour, for about a day: an outage must not end a campaign.</summary>
    public static TaskOptions Retry { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 100, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(15))
        {
            HandleFailure = failure => failure.IsCausedBy<OutsideFaultException>(),
        });

    /// <summary>At first after a second, later every half minute: for what somebody waits for.</summary>
    public static TaskOptions QuickRetry { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 1000, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(30))
        {
            HandleFailure = failure => failure.IsCausedBy<OutsideFaultException>(),
        });

    public static async Task<T> NameAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (IsOutside(e))
        {
            throw new OutsideFaultException($"{e.GetType().Name}: {e.Message}", e);
        }
    }

    private static bool IsOutside(Exception? e) => DatabaseOutage.IsCauseOf(e) || IsSlacks(e);

    private static bool IsSlacks(Exception? e) =>
        e is not null && (e is SlackUnavailableException or SlackThrottledException or SlackUncertainException || IsSlacks(e.InnerException));
}
