using System.Globalization;
using OAuthAttest.Campaigns;
using OAuthAttest.WorkingTime;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignCalendarTests
{
    private const string Quarterly = "0 0 6 1 1,4,7,10 *";

    /// <summary>Schedule, now, the campaign that is due by then.</summary>
    [Theory]
    [InlineData(Quarterly, "2026-10-01T05:59:59Z", null)]
    [InlineData(Quarterly, "2026-10-01T06:00:00Z", "2026Q4")]
    [InlineData(Quarterly, "2026-12-31T23:59:59Z", "2026Q4")]
    [InlineData(Quarterly, "2027-01-01T06:00:00Z", null)]
    [InlineData(Quarterly, "2027-01-04T05:59:59Z", null)]
    [InlineData(Quarterly, "2027-01-04T06:00:00Z", "2027Q1")]
    [InlineData("0 0 0 1 1,4,7,10 *", "2027-04-01T00:00:00Z", "2027Q2")]
    [InlineData("0 0 6 15 2,5,8,11 *", "2026-11-15T12:00:00Z", null)]
    [InlineData("0 0 6 15 2,5,8,11 *", "2026-11-16T06:00:00Z", "2026Q4")]
    [InlineData("0 0 6 1 1 *", "2026-05-05T00:00:00Z", null)]
    public void Due_OfASchedule_IsTheQuarterFromItsFirstWorkingDayOn(string schedule, string now, string? expected) =>
        Assert.Equal(expected, Calendar(schedule).Due(At(now))?.ToString());

    /// <summary>Taken from printed calendars: the weekday of each quarter's first day.</summary>
    [Theory]
    [InlineData("2026-01-01", "2026-01-02")] // Thursday, New Year's Day
    [InlineData("2026-04-01", "2026-04-01")] // Wednesday
    [InlineData("2026-07-01", "2026-07-01")] // Wednesday
    [InlineData("2026-10-01", "2026-10-01")] // Thursday
    [InlineData("2027-01-01", "2027-01-04")] // Friday, New Year's Day
    [InlineData("2027-04-01", "2027-04-01")] // Thursday
    [InlineData("2027-07-01", "2027-07-01")] // Thursday
    [InlineData("2027-10-01", "2027-10-01")] // Friday
    [InlineData("2028-01-01", "2028-01-03")] // Saturday
    [InlineData("2028-04-01", "2028-04-03")] // Saturday
    [InlineData("2028-07-01", "2028-07-03")] // Saturday
    [InlineData("2028-10-01", "2028-10-02")] // Sunday
    [InlineData("2029-01-01", "2029-01-02")] // Monday, New Year's Day
    [InlineData("2029-04-01", "2029-04-02")] // Sunday
    [InlineData("2029-07-01", "2029-07-02")] // Sunday
    [InlineData("2033-01-01", "2033-01-03")] // Saturday
    public void StartOf_EachQuarter_IsItsFirstWorkingDay(string quarter, string expected) =>
        Assert.Equal(At(expected + "T06:00:00Z"), Calendar(Quarterly).StartOf(At(quarter + "T00:00:00Z")));

    [Theory]
    [InlineData("2027-03-26,2027-04-01,2027-04-02,2027-04-05", "2027-04-01", "2027-04-06")]
    [InlineData("2027-01-04,2027-01-05,2027-01-06", "2027-01-01", "2027-01-07")]
    [InlineData("2026-01-02", "2026-01-01", "2026-01-05")]
    public void StartOf_Holidays_AreLeftOut(string holidays, string quarter, string expected)
    {
        var days = holidays.Split(',').Select(day => DateOnly.Parse(day, CultureInfo.InvariantCulture));

        Assert.Equal(At(expected + "T06:00:00Z"), Calendar(Quarterly, days: days).StartOf(At(quarter + "T00:00:00Z")));
    }

    /// <summary>06:00 UTC is still the evening of the day before in Los Angeles, and may be the next day in Auckland.</summary>
    [Theory]
    [InlineData("0 0 6 1 1,4,7,10 *", "America/Los_Angeles", "2026-10-01", "2026-10-02T06:00:00Z")]
    [InlineData("0 0 6 1 1,4,7,10 *", "America/Los_Angeles", "2027-01-01", "2027-01-05T06:00:00Z")]
    [InlineData("0 0 18 1 1,4,7,10 *", "America/Los_Angeles", "2027-01-01", "2027-01-04T18:00:00Z")]
    [InlineData("0 0 18 1 1,4,7,10 *", "Pacific/Auckland", "2026-10-01", "2026-10-01T18:00:00Z")]
    [InlineData("0 0 18 1 1,4,7,10 *", "Pacific/Auckland", "2027-10-01", "2027-10-03T18:00:00Z")]
    public void StartOf_ByTheTeamsClock_IsAWorkingDayThere(string schedule, string zone, string quarter, string expected) =>
        Assert.Equal(At(expected), Calendar(schedule, zone).StartOf(At(quarter + "T00:00:00Z")));

    [Fact]
    public void StartOf_NoWorkingDayIsLeftInTheQuarter_IsTheScheduledDate() =>
        Assert.Equal(At("2028-12-30T06:00:00Z"), Calendar("0 0 6 30 12 *").StartOf(At("2028-11-11T00:00:00Z")));

    [Fact]
    public void StartOf_AnyQuarterInAnyZone_IsAWorkingDayOfThatQuarter()
    {
        var days = new WorkingDays([]);
        foreach (var zone in (string[])["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
        {
            for (var quarter = At("2026-01-01T00:00:00Z"); quarter.Year < 2060; quarter = quarter.AddMonths(3))
            {
                var start = Calendar(Quarterly, zone).StartOf(quarter)!.Value;
                var local = TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById(zone));

                Assert.True(days.Contains(DateOnly.FromDateTime(local.Date)), $"{local:o} in {zone}");
                Assert.Equal(CampaignKey.OfQuarter(quarter), CampaignKey.OfQuarter(start));
                Assert.InRange(start - quarter, TimeSpan.Zero, TimeSpan.FromDays(5));
            }
        }
    }

    private static CampaignCalendar Calendar(string schedule, string zone = "UTC", IEnumerable<DateOnly>? days = null) =>
        new(schedule, new WorkingDays(days ?? []), TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
