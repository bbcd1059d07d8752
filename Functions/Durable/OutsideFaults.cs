using System.Data.Common;
using Microsoft.DurableTask;
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

    // Entity Framework and the driver wrap each other; the kind shows at the bottom.
    private static bool IsOutside(Exception? e) => e switch
    {
        null => false,
        SlackUnavailableException or SlackThrottledException or SlackUncertainException => true,
        DbException { IsTransient: true } or TimeoutException => true,
        _ => IsOutside(e.InnerException),
    };
}
