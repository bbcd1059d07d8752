using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>A refusal does not end by itself: the feed counts as dead with the first one, however fresh it is.</summary>
public sealed class LastingFailureTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    [Fact]
    public async Task Failed_InAWayThatLasts_IsDeadAtOnce_AndAliveWithTheNextSuccess()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var (book, now) = (new FeedHealthBook(world.Databases), EscalationWorld.Now);
        await book.SucceededAsync(FeedSource.Entra, FeedPart.Roster, now, default);

        await book.FailedAsync(FeedSource.Entra, FeedPart.Roster, "busy", now, default);
        Assert.False(await IsDeadAsync(book, now));

        await book.FailedAsync(FeedSource.Entra, FeedPart.Roster, "refused", now, default, isLasting: true);
        Assert.True(await IsDeadAsync(book, now));

        await book.SucceededAsync(FeedSource.Entra, FeedPart.Roster, now, default);
        Assert.False(await IsDeadAsync(book, now));
    }

    private static async Task<bool> IsDeadAsync(FeedHealthBook book, DateTimeOffset now) =>
        Assert.Single(await book.ReadAsync(default)).IsDead(MaxAge, maxFailures: 5, now);
}
