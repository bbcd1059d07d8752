using System.Globalization;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignCalendarTests
{
    [Theory]
    [InlineData("0 0 6 1 1,4,7,10 *", "2026-10-01T05:59:59Z", null)]
    [InlineData("0 0 6 1 1,4,7,10 *", "2026-10-01T06:00:00Z", "2026Q4")]
    [InlineData("0 0 6 1 1,4,7,10 *", "2026-12-31T23:59:59Z", "2026Q4")]
    [InlineData("0 0 6 1 1,4,7,10 *", "2027-01-01T00:00:00Z", null)]
    [InlineData("0 0 0 1 1,4,7,10 *", "2027-01-01T00:00:00Z", "2027Q1")]
    [InlineData("0 0 6 15 2,5,8,11 *", "2026-11-14T12:00:00Z", null)]
    [InlineData("0 0 6 15 2,5,8,11 *", "2026-11-15T12:00:00Z", "2026Q4")]
    [InlineData("0 0 6 1 1 *", "2026-05-05T00:00:00Z", null)]
    public void Due_OfASchedule_IsTheQuarterOnceItFired(string schedule, string now, string? expected) =>
        Assert.Equal(expected, CampaignCalendar.Due(schedule, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture))?.ToString());
}
