using NCrontab;

namespace OAuthAttest.Campaigns;

/// <summary>When a quarter's campaign is due.</summary>
public static class CampaignCalendar
{
    /// <summary>The campaign of the quarter of <paramref name="now"/>, once the schedule has fired in it; null before.</summary>
    /// <param name="schedule">NCRONTAB of six fields, UTC.</param>
    /// <param name="now">The operation's instant.</param>
    public static CampaignKey? Due(string schedule, DateTimeOffset now) =>
        FiredAt(schedule, now) is null ? null : CampaignKey.OfQuarter(now);

    /// <summary>When the schedule fired first in the quarter of <paramref name="now"/>; null when it has not fired in it yet.</summary>
    public static DateTimeOffset? FiredAt(string schedule, DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        var quarter = new DateTime(utc.Year, (((utc.Month - 1) / 3) * 3) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var first = CrontabSchedule
            .Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            .GetNextOccurrence(quarter.AddTicks(-1));
        return first <= utc ? new DateTimeOffset(first, TimeSpan.Zero) : null;
    }
}
