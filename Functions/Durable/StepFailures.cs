using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// Sorts what an activity fails with, and says how failures are tried again: all of them, but for a <see cref="PermanentRefusalException"/>.
/// A worker that dies makes the host report its activities as failed with exceptions of the host's own, which are not even loadable
/// here, so nothing can be said of a failure that is not known: it is tried again.
/// </summary>
internal static class StepFailures
{
    private const int RetriedAgain = 3351;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Then the step fails for good: what fails for a day by a fault of ours needs a new version.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>While somebody waits for what is tried: an outage is over within this time, or takes long.</summary>
    private static readonly TimeSpan QuickTime = TimeSpan.FromHours(1);

    /// <summary>At first after seconds, later every quarter of an hour, for about a day: an outage must not end a campaign.</summary>
    public static TaskOptions Retry { get; } = TaskOptions.FromRetryHandler(
        retry => RetryAsync(retry, Pause(retry.LastAttemptNumber, TimeSpan.FromSeconds(5), LongestPause), Patience));

    /// <summary>At first after a second, then every half minute for an hour: for what somebody waits for.</summary>
    public static TaskOptions QuickRetry { get; } = TaskOptions.FromRetryHandler(
        retry => RetryAsync(retry, Pause(retry.LastAttemptNumber, TimeSpan.FromSeconds(1), retry.TotalRetryTime < QuickTime ? TimeSpan.FromSeconds(30) : LongestPause), Patience));

    /// <summary>
    /// For an orchestration that another one calls. Only what struck the orchestration itself: a step that failed for good was tried for a
    /// day already. It ends within two minutes, for afterwards the reconciler starts what failed, under the same id.
    /// </summary>
    public static SubOrchestrationOptions RetryUnder(string instanceId) => new(
        TaskRetryOptions.FromRetryHandler(retry => IsOfAStep(retry.LastFailure)
            ? Task.FromResult(false)
            : RetryAsync(retry, Pause(retry.LastAttemptNumber, TimeSpan.FromSeconds(5), LongestPause), TimeSpan.FromSeconds(60))),
        instanceId);

    /// <summary>By name, and anywhere in the chain: the worker and the host wrap what an activity throws, each in its own way.</summary>
    public static bool IsRefusal(TaskFailureDetails? failure)
    {
        var name = typeof(PermanentRefusalException).FullName!;
        return failure is not null
            && (failure.ErrorType == name || failure.ErrorMessage.Contains(name + ":", StringComparison.Ordinal) || IsRefusal(failure.InnerFailure));
    }

    /// <summary>Gives what an activity fails with the name that its history keeps.</summary>
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
        catch (Exception e) when (IsDecided(e))
        {
            throw new PermanentRefusalException($"{e.GetType().Name}: {e.Message}", e);
        }
    }

    private static async Task<bool> RetryAsync(RetryContext retry, TimeSpan pause, TimeSpan patience)
    {
        if (IsRefusal(retry.LastFailure) || retry.TotalRetryTime >= patience)
            return false;
        var context = retry.OrchestrationContext;
        context.CreateReplaySafeLogger(typeof(StepFailures).FullName!).LogWarning(
            RetriedAgain, "{InstanceId}: attempt {Attempt} of a step failed ({ErrorType}); it is tried again in {Pause}",
            context.InstanceId, retry.LastAttemptNumber, retry.LastFailure.ErrorType, pause);
        await context.WaitUntilAsync(context.Now() + pause);
        return true;
    }

    private static TimeSpan Pause(int attempt, TimeSpan first, TimeSpan longest)
    {
        var pause = first * Math.Pow(2, Math.Min(attempt - 1, 20));
        return pause < longest ? pause : longest;
    }

    private static bool IsOfAStep(TaskFailureDetails failure) => failure.ErrorType == typeof(TaskFailedException).FullName || IsRefusal(failure);

    private static bool IsOutside(Exception? e) => DatabaseOutage.IsCauseOf(e) || IsSlacks(e);

    private static bool IsSlacks(Exception? e) =>
        e is not null && (e is SlackUnavailableException or SlackThrottledException or SlackUncertainException || IsSlacks(e.InnerException));

    /// <summary>
    /// The closed list: an inventory that went stale is for the next start to judge, and what Slack refuses for lack of a scope or a valid
    /// token is healed by people; until then the campaign stands as failed, which they see.
    /// </summary>
    private static bool IsDecided(Exception? e) => e is not null && (e is InventoryNotFreshException or SlackConfigurationException || IsDecided(e.InnerException));
}
