using Microsoft.DurableTask;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// The timers of orchestrators, all of them: whole seconds, at least one. The storage behind Durable Functions knows no parts of a
/// second: it cuts what is left of a wait to whole ones when it takes the timer over, a moment after the turn's time, so that a timer
/// comes up to a second early, and one that is due within a second at once. Whoever then waits for the rest waits forever in circles.
/// </summary>
internal static class DurableWaits
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <summary>Until then, and never less.</summary>
    public static async Task WaitUntilAsync(this TaskOrchestrationContext context, DateTimeOffset until)
    {
        var isRest = false;
        while (!isRest || context.Now() < until)
        {
            await context.Timer(until, isRest, CancellationToken.None);
            isRest = true;
        }
    }

    /// <summary>One timer for a wait. It may come early: then what is left is another wait, the rest.</summary>
    /// <param name="isRest">The timer before this one came early.</param>
    public static Task Timer(this TaskOrchestrationContext context, DateTimeOffset until, bool isRest, CancellationToken cancellation) =>
        context.CreateTimer((context.Now() + Whole(until - context.Now(), isRest)).UtcDateTime, cancellation);

    /// <summary>
    /// The seconds of a wait. What is cut off at its end is put on it first, but for a wait that is whole from the beginning: histories
    /// have those as they are, and a rest follows where they come early.
    /// </summary>
    public static TimeSpan Whole(TimeSpan wait, bool isRest)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(wait / Grain));
        if (isRest || whole != wait)
            whole += Grain;
        return whole > Grain ? whole : Grain;
    }
}
