using Polly;
using Polly.Retry;

namespace OAuthAttest.Outside;

/// <summary>
/// Repeats a call that only reads after an <see cref="IPassingFault"/>. A call that posts or deletes is never repeated here: its caller
/// knows what a repetition would do.
/// </summary>
internal static class OutsideRetry
{
    /// <summary>Waits in real time, even if the app's clock is simulated: it waits for a server, not for a deadline.</summary>
    /// <param name="retries">The number of attempts after the first.</param>
    /// <param name="pause">The first pause, if the service asks for none; it doubles each time.</param>
    /// <param name="longest">If the service asks for a longer wait, the fault goes to the caller, who can wait that long.</param>
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
