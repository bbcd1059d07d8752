using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>From when a feed's age is counted.</summary>
public sealed class FeedHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(-600, -10, false)]
    [InlineData(-600, -31, true)]
    [InlineData(-31, -600, true)]
    [InlineData(-30, -600, false)]
    [InlineData(null, -31, true)]
    [InlineData(null, -30, false)]
    public void IsDead_LastSuccessAndWhenItBeganToBeExpected_CountsFromTheLaterOne(int? succeeded, int expected, bool isDead)
    {
        var feed = new FeedHealth
        {
            Source = FeedSource.Okta,
            Part = FeedPart.Poll,
            ExpectedSince = Now.AddMinutes(expected),
            ExpectedAt = Now,
            LastSucceededAt = succeeded is { } minutes ? Now.AddMinutes(minutes) : null,
        };

        Assert.Equal(isDead, feed.IsDead(MaxAge, maxFailures: 3, Now));
    }
}
