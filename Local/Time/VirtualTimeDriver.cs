namespace OAuthAttest.Local.Time;

/// <summary>
/// Moves a virtual clock: whenever everything that has work to do is idle, time jumps to the next timer. Days pass as fast as
/// their work is done.
/// </summary>
/// <param name="clock">The clock that all parts use.</param>
/// <param name="whenIdle">Completes when no work is due, such as DurableEngine.WhenIdleAsync.</param>
internal sealed class VirtualTimeDriver(VirtualClock clock, Func<CancellationToken, Task> whenIdle)
{
    /// <summary>Lets that much time pass.</summary>
    public Task AdvanceAsync(TimeSpan time, CancellationToken cancellation = default) =>
        AdvanceToAsync(clock.GetUtcNow() + time, cancellation);

    /// <summary>Lets time pass until then, and waits until the work that became due is done.</summary>
    public async Task AdvanceToAsync(DateTimeOffset end, CancellationToken cancellation = default)
    {
        while (true)
        {
            await whenIdle(cancellation);
            if (clock.NextDue is not { } next || next > end)
            {
                clock.AdvanceTo(end);
                await whenIdle(cancellation);
                return;
            }

            clock.AdvanceTo(next);
        }
    }

    /// <summary>Jumps from timer to timer until the condition holds; false when no timer is left and it does not hold.</summary>
    public async Task<bool> RunUntilAsync(Func<CancellationToken, Task<bool>> condition, CancellationToken cancellation = default)
    {
        while (true)
        {
            await whenIdle(cancellation);
            if (await condition(cancellation))
            {
                return true;
            }

            if (clock.NextDue is not { } next)
            {
                return false;
            }

            clock.AdvanceTo(next);
        }
    }
}
