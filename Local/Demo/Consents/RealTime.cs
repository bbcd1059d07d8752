using System.Diagnostics;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Time;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>Runs the virtual clock at the speed of the machine's clock, so that measured latencies are real.</summary>
internal sealed class RealTime(VirtualClock clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns once the condition holds.</summary>
    /// <exception cref="DemoFailedException">It does not hold within the limit.</exception>
    public async Task RunUntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellation)
    {
        var (from, started) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        using var ticks = new PeriodicTimer(Tick);
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
                throw new DemoFailedException($"What must happen at once has not happened within {limit.TotalSeconds:F0} s.");
            await ticks.WaitForNextTickAsync(cancellation);
            clock.AdvanceTo(from + Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => RunUntilAsync(static () => false, TimeSpan.MaxValue, cancellation);
}
