using Microsoft.DurableTask;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// All timers of orchestrators: whole seconds, at least one. The storage behind Durable Functions has no fractions of a second: it
/// truncates the remaining time when it takes the timer over, a moment after the turn's time. So a timer can fire up to a second early,
/// and one that is due within a second fires at once; code that then waits for the remaining fraction would loop without end.
/// </summary>
internal static class DurableWaits
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <summary>Waits until that time, never less.</summary>
    public static async Task WaitUntilAsync(this TaskOrchestrationContext context, DateTimeOffset until)
    {
        var isRest = false;
        while (!isRest || context.Now() < until)
        {
            await context.Timer(until, isRest, CancellationToken.None);
            isRest = true;
        }
    }

    /// <summary>One timer for a wait. It may fire early: the caller then waits for the rest with another timer.</summary>
    /// <param name="isRest">The timer before this one came early.</param>
    public static Task Timer(this TaskOrchestrationContext context, DateTimeOffset until, bool isRest, CancellationToken cancellation) =>
        context.CreateTimer((context.Now() + Whole(until - context.Now(), isRest)).UtcDateTime, cancellation);

    /// <summary>
    /// The wait in whole seconds. A second is added to make up for the truncation, except to a wait that has whole seconds from the start:
    /// existing histories hold those unchanged, and if one fires early, a wait for the rest follows.
    /// </summary>
    public static TimeSpan Whole(TimeSpan wait, bool isRest)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(wait / Grain));
        if (isRest || whole != wait)
            whole += Grain;
        return whole > Grain ? whole : Grain;
    }
}
