using Xunit;

namespace OAuthAttest.Tests.Configuration;

public sealed class WorkingTimeSettingsTests
{
    [Theory]
    [InlineData("Slack:SendingHours", "22:00-06:00", "Slack:SendingHours is '22:00-06:00': it must be hours of one day")]
    [InlineData("Slack:SendingHours", "8-18", "Slack:SendingHours is '8-18': it must be hours of one day")]
    [InlineData("Slack:SendingHours", "Never", "Slack:SendingHours is 'Never': it must be hours of one day")]
    [InlineData("Slack:TimeZone", "Europe/Amsterdm", "Slack:TimeZone is 'Europe/Amsterdm': it must be the name of a time zone")]
    [InlineData("Slack:TimeZone", "+02:00", "Slack:TimeZone is '+02:00': it must be the name of a time zone")]
    [InlineData("Campaign:Holidays", "2026-12-25,26.12.2026", "Campaign:Holidays:1 is '26.12.2026': it must be a date such as 2026-12-31")]
    [InlineData("Campaign:MaxShareUnreachable", "20", "Campaign:MaxShareUnreachable is 20: it must be a share from 0 to 1")]
    public void Start_WrongValue_IsToldByName(string key, string value, string expected)
    {
        var settings = AllSettings.Valid();
        settings[key] = value;

        Assert.StartsWith(expected, Assert.Single(AllSettings.Report(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Slack:SendingHours", "Always")]
    [InlineData("Slack:SendingHours", "always")]
    [InlineData("Slack:SendingHours", "09:00-17:00")]
    [InlineData("Slack:SendingHours", "")]
    [InlineData("Slack:TimeZone", "America/New_York")]
    [InlineData("Campaign:Holidays", "2026-12-25,2026-12-26")]
    [InlineData("Campaign:MaxShareUnreachable", "0")]
    public void Start_GoodValue_HasNothingToTell(string key, string value)
    {
        var settings = AllSettings.Valid();
        settings[key] = value;

        Assert.Empty(AllSettings.Report(settings));
    }
}
