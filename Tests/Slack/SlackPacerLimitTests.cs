using OAuthAttest.Slack.Pacing;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>Slots that are of use only before a time.</summary>
public sealed class SlackPacerLimitTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1) / 200;

    [Fact]
    public async Task TryReserveSlotAsync_ManyAtOnceBeforeATime_TakeExactlyTheSlotsBeforeIt()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var end = SlackSetup.Now + (10 * Interval);

        var slots = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => setup.Pacer.TryReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, end, default))
        );

        Assert.Equal(Enumerable.Range(0, 10).Select(i => SlackSetup.Now + (i * Interval)), slots.OfType<DateTimeOffset>().Order());
    }

    [Fact]
    public async Task TryReserveSlotAsync_NoneBeforeTheTime_LeavesTheNextOneToOthers()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        await setup.Pacer.ReserveSlotsAsync(SlackPacer.Posting, 5, SlackSetup.Now, default);

        Assert.Null(await setup.Pacer.TryReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, SlackSetup.Now + Interval, default));

        Assert.Equal(
            SlackSetup.Now + (5 * Interval),
            await setup.Pacer.TryReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, before: null, default)
        );
    }

    [Fact]
    public async Task TryReserveSlotAsync_Blocked_HasNoneBeforeTheEndOfTheBlock()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        await setup.Pacer.BlockAsync(SlackPacer.Posting, SlackSetup.Now.AddMinutes(5), default);

        Assert.Null(await setup.Pacer.TryReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, SlackSetup.Now.AddMinutes(5), default));
    }
}
