using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Local.Time;
using Xunit;

namespace OAuthAttest.Tests.Identity.Access;

public sealed class RequestPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Wait_OverTheLimit_StartsNoMoreThanAllowedInAnyWindow()
    {
        var clock = new VirtualClock(Start);
        using var pace = new RequestPace(5, TimeSpan.FromSeconds(10), clock);
        var starts = new List<DateTimeOffset>();
        var all = Task.Run(async () =>
        {
            for (var i = 0; i < 17; i++)
            {
                await pace.WaitAsync(CancellationToken.None);
                starts.Add(clock.GetUtcNow());
            }
        });

        while (!all.IsCompleted)
        {
            await Until.TrueAsync(() => all.IsCompleted || clock.NextDue is not null, "the next request waits, or all are through");
            if (clock.NextDue is { } next)
                clock.AdvanceTo(next);
        }
        await all;

        Assert.Equal(17, starts.Count);
        Assert.Equal(Enumerable.Range(0, 17).Select(i => Start.AddSeconds(i / 5 * 10)), starts);
    }

    [Fact]
    public async Task Wait_GivenUp_LetsTheNextOneThrough()
    {
        var clock = new VirtualClock(Start);
        using var pace = new RequestPace(1, TimeSpan.FromSeconds(10), clock);
        await pace.WaitAsync(CancellationToken.None);
        using var impatience = new CancellationTokenSource();
        var given = pace.WaitAsync(impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        clock.Advance(TimeSpan.FromSeconds(10));
        await pace.WaitAsync(CancellationToken.None);

        Assert.Equal(Start.AddSeconds(10), clock.GetUtcNow());
    }
}
