using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// Classifies the failures of activities and says how they are retried: all of them, except a <see cref="PermanentRefusalException"/>.
/// When a worker dies, the host reports its activities as failed with its own exception types, which cannot be loaded here. So nothing is
/// known about a failure of unknown type, and it is tried again.
/// </summary>
internal static class StepFailures
{
    private const int RetriedAgain = 3351;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>After this time the step fails for good: a step that still fails after a day needs a new version of our code.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>How long retries stay frequent where somebody waits: an outage ends within this time or lasts much longer.</summary>
    private static readonly TimeSpan QuickTime = TimeSpan.FromHours(1);

    /// <summary>First after seconds, later every quarter of an hour, for about a day: an outage must not end a campaign.</summary>
    public static TaskOptions Retry { get; } = TaskOptions.FromRetryHandler(
        retry => RetryAsync(retry, GrowingPause.Of(retry.LastAttemptNumber, TimeSpan.FromSeconds(5), LongestPause), Patience));

    /// <summary>Calls an activity that may be repeated, with <see cref="Retry"/>.</summary>
    public static Task<T> StepAsync<T>(this TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retry);

    /// <summary>Where somebody waits: after a second, every half minute for an hour, then every quarter of an hour for a day.</summary>
    public static TaskOptions QuickRetry { get; } =
        TaskOptions.FromRetryHandler(retry =>
            RetryAsync(
                retry,
                GrowingPause.Of(
                    retry.LastAttemptNumber,
                    TimeSpan.FromSeconds(1),
                    retry.TotalRetryTime < QuickTime ? TimeSpan.FromSeconds(30) : LongestPause
                ),
                Patience
            )
        );

    /// <summary>
    /// For a sub-orchestration. Retries only a failure of the orchestration itself: a failed step was already tried for a day.
    /// The retries end within two minutes, because after that the reconciler starts failed orchestrations under the same id.
    /// </summary>
    public static SubOrchestrationOptions RetryUnder(string instanceId) => new(
        TaskRetryOptions.FromRetryHandler(retry => IsOfAStep(retry.LastFailure)
            ? Task.FromResult(false)
            : RetryAsync(retry, GrowingPause.Of(retry.LastAttemptNumber, TimeSpan.FromSeconds(5), LongestPause), TimeSpan.FromSeconds(60))),
        instanceId);

    /// <summary>Compares the type's name at every level: the worker and the host wrap an activity's exception in different ways.</summary>
    public static bool IsRefusal(TaskFailureDetails? failure)
    {
        var name = typeof(PermanentRefusalException).FullName!;
        return failure is not null
            && (
                failure.ErrorType == name
                || failure.ErrorMessage.Contains(name + ":", StringComparison.Ordinal)
                || IsRefusal(failure.InnerFailure)
            );
    }

    /// <summary>Wraps known exceptions of an activity in one of the two types whose names the history keeps.</summary>
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

    private static bool IsOfAStep(TaskFailureDetails failure) =>
        failure.ErrorType == typeof(TaskFailedException).FullName || IsRefusal(failure);

    private static bool IsOutside(Exception? e) => DatabaseOutage.IsCauseOf(e) || IsSlacks(e);

    private static bool IsSlacks(Exception? e) =>
        e is not null
        && (e is SlackUnavailableException or SlackThrottledException or SlackPausedException or SlackUncertainException
            || IsSlacks(e.InnerException));

    /// <summary>
    /// The complete list. A stale inventory is checked again at the next start. When Slack refuses for lack of a scope or a valid token,
    /// people have to fix that; until then the campaign's orchestration is failed, which they see.
    /// </summary>
    private static bool IsDecided(Exception? e) =>
        e is not null && (e is InventoryNotFreshException or SlackConfigurationException || IsDecided(e.InnerException));
}
