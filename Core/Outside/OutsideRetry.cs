using Polly;
using Polly.Retry;

namespace OAuthAttest.Outside;

/// <summary>
/// How a call that only reads is tried again after an <see cref="IPassingFault"/>. What posts or deletes is never repeated here: whoever
/// wants it done knows what a repetition does.
/// </summary>
internal static class OutsideRetry
{
    /// <summary>Waits in real time, also where the clock is virtual: it waits for a server, not for a deadline.</summary>
    /// <param name="retries">After the first attempt.</param>
    /// <param name="pause">The first one, where the service asks for none; it doubles.</param>
    /// <param name="longest">A service that asks for more is not waited for: the fault goes to the caller, who can.</param>
    public static ResiliencePipeline Reads(int retries, TimeSpan pause, TimeSpan longest) =>
        new ResiliencePipelineBuilder().AddRetry(Strategy(retries, pause, longest)).Build();

    private static RetryStrategyOptions Strategy(int retries, TimeSpan pause, TimeSpan longest) => new()
    {
        MaxRetryAttempts = retries,
        Delay = pause,
        BackoffType = DelayBackoffType.Exponential,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is IPassingFault { RetryAfter: var asked } && (asked is null || asked <= longest)),
        DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as IPassingFault)?.RetryAfter),
    };
}
