using OAuthAttest.WorkingTime;
using Xunit;

namespace OAuthAttest.Tests.WorkingTime;

public sealed class HoursOfDayTests
{
    [Theory]
    [InlineData("08:00-18:00", 8, 18)]
    [InlineData("8:00-18:00", 8, 18)]
    [InlineData("09:30 - 17:00", 9.5, 17)]
    [InlineData("00:00-24:00", 0, 24)]
    [InlineData("23:00-24:00", 23, 24)]
    public void TryParse_HoursOfOneDay_AreRead(string text, double from, double until)
    {
        Assert.True(HoursOfDay.TryParse(text, out var hours));
        Assert.Equal((TimeSpan.FromHours(from), TimeSpan.FromHours(until)), (hours.From, hours.Until));
        Assert.Null(new HoursAttribute().Unmet(text));
    }

    [Theory]
    [InlineData("22:00-06:00")]
    [InlineData("18:00-08:00")]
    [InlineData("08:00-08:00")]
    [InlineData("08:00-08:59")]
    [InlineData("24:00-24:00")]
    [InlineData("00:00-24:01")]
    [InlineData("8-18")]
    [InlineData("08:00-25:00")]
    [InlineData("08:60-18:00")]
    [InlineData("08:00")]
    [InlineData("08:00-18:00,19:00-20:00")]
    [InlineData("Never")]
    public void TryParse_AcrossMidnightOrNoHours_AreRefused(string text)
    {
        Assert.False(HoursOfDay.TryParse(text, out _));
        Assert.NotNull(new HoursAttribute().Unmet(text));
    }
}
