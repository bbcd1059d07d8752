using OAuthAttest.Slack.Pacing;
using Xunit;

namespace OAuthAttest.Tests.Slack;

public sealed class SlackPacerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1) / 200;

    [Fact]
    public async Task ReserveSlotAsync_HundredAtOnce_AreAllDistinctAndEvenlySpaced()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);

        var slots = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default))
        );

        Assert.Equal(Enumerable.Range(0, 100).Select(i => SlackSetup.Now + (i * Interval)), slots.Order());
    }

    [Fact]
    public async Task ReserveSlotsAsync_WholeShards_DoNotOverlap()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);

        var shards = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => setup.Pacer.ReserveSlotsAsync(SlackPacer.Posting, 50, SlackSetup.Now, default))
        );

        var slots = shards.SelectMany(shard => Enumerable.Range(0, shard.Count).Select(shard.At)).ToList();
        Assert.Equal(500, slots.Distinct().Count());
        Assert.Equal(SlackSetup.Now + (499 * Interval), slots.Max());
    }

    [Fact]
    public async Task ReserveSlotAsync_AfterAnIdleTime_IsNowAndSavesNothingUp()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default);
        var later = SlackSetup.Now.AddHours(1);

        Assert.Equal(later, await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, later, default));
        Assert.Equal(later + Interval, await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, later, default));
    }

    [Fact]
    public async Task BlockAsync_PushesLaterSlotsBackAndNeverForward()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var until = SlackSetup.Now.AddSeconds(90);
        await setup.Pacer.BlockAsync(SlackPacer.Posting, until, default);
        await setup.Pacer.BlockAsync(SlackPacer.Posting, SlackSetup.Now.AddSeconds(5), default);

        Assert.True(await IsBlockedAsync(setup, SlackPacer.Posting, until.AddMilliseconds(-1)));
        Assert.False(await IsBlockedAsync(setup, SlackPacer.Posting, until));
        Assert.Equal(until, await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default));
        Assert.False(await IsBlockedAsync(setup, "chat.update", SlackSetup.Now));
    }

    [Fact]
    public async Task ReserveSlotAsync_PacingOff_IsAlwaysNowUnlessBlocked()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, settings: new() { ["Slack:PacePerMinute"] = "0" });

        Assert.Equal(SlackSetup.Now, await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default));
        Assert.Equal(SlackSetup.Now, await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default));
        await setup.Pacer.BlockAsync(SlackPacer.Posting, SlackSetup.Now.AddSeconds(9), default);
        Assert.Equal(SlackSetup.Now.AddSeconds(9), await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now, default));
    }

    private static async Task<bool> IsBlockedAsync(SlackSetup setup, string family, DateTimeOffset now)
    {
        await using var batch = setup.Database!.Source.CreateBatch();
        batch.BatchCommands.Add(SlackPacer.IsBlocked(family, now));
        return await batch.ExecuteScalarAsync() is true;
    }
}
