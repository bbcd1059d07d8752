using System.Globalization;
using OAuthAttest.WorkingTime;
using Xunit;

namespace OAuthAttest.Tests.WorkingTime;

public sealed class WorkingHoursTests
{
    /// <summary>
    /// One hour ahead of UTC; on Wednesday, March 24th 2027 at 02:00 the clocks go forward, on Wednesday, October 27th back.
    /// </summary>
    private static readonly TimeZoneInfo ChangesOnWednesdays = TimeZoneInfo.CreateCustomTimeZone(
        "test", TimeSpan.FromHours(1), "test", "test", "test",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(2027, 1, 1), new DateTime(2027, 12, 31), TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 24),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 27)),
        ]);

    [Theory]
    [InlineData("02:00-03:00", "2027-03-23T23:00:00Z", "2027-03-25T00:00:00Z", "2027-03-25T01:00:00Z")] // does not exist on the 24th
    [InlineData("02:00-04:00", "2027-03-23T23:00:00Z", "2027-03-24T01:00:00Z", "2027-03-24T02:00:00Z")] // half of it exists
    [InlineData("01:00-04:00", "2027-03-23T23:00:00Z", "2027-03-24T00:00:00Z", "2027-03-24T02:00:00Z")]
    [InlineData("08:00-18:00", "2027-03-23T22:00:00Z", "2027-03-24T06:00:00Z", "2027-03-24T16:00:00Z")]
    [InlineData("08:00-18:00", "2027-03-22T22:00:00Z", "2027-03-23T07:00:00Z", "2027-03-23T17:00:00Z")]
    [InlineData("02:00-03:00", "2027-10-26T22:00:00Z", "2027-10-27T00:00:00Z", "2027-10-27T02:00:00Z")] // twice on the 27th
    [InlineData("08:00-18:00", "2027-10-26T22:00:00Z", "2027-10-27T07:00:00Z", "2027-10-27T17:00:00Z")]
    public void At_ClocksChangeOnAWorkingDay_FollowsTheClock(string hours, string now, string from, string until) =>
        Assert.Equal(new WorkingPeriod(At(from), At(until)), Hours(hours, ChangesOnWednesdays).At(At(now)));

    [Fact]
    public void At_TheEndOfTheHours_IsTheNextDay()
    {
        var hours = Hours("08:00-18:00", TimeZoneInfo.Utc);

        Assert.Equal(At("2026-10-01T08:00:00Z"), hours.At(At("2026-10-01T17:59:59Z"))!.Value.From);
        Assert.Equal(At("2026-10-02T08:00:00Z"), hours.At(At("2026-10-01T18:00:00Z"))!.Value.From);
    }

    [Fact]
    public void At_OnlyHolidaysAhead_IsNone()
    {
        var days = Enumerable.Range(0, 100).Select(day => new DateOnly(2026, 10, 1).AddDays(day));
        Assert.True(HoursOfDay.TryParse("08:00-18:00", out var hours));

        Assert.Null(new WorkingHours(hours, new WorkingDays(days), TimeZoneInfo.Utc).At(At("2026-10-01T00:00:00Z")));
    }

    private static WorkingHours Hours(string text, TimeZoneInfo zone)
    {
        Assert.True(HoursOfDay.TryParse(text, out var hours));
        return new WorkingHours(hours, new WorkingDays([]), zone);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
