using NCrontab;
using OAuthAttest.WorkingTime;

namespace OAuthAttest.Campaigns;

/// <summary>
/// When a quarter's campaign is due: at the schedule's time on the first working day, in the team's time zone, on or after the date on
/// which the schedule first fires in the quarter.
/// </summary>
/// <param name="schedule">NCRONTAB of six fields, UTC.</param>
/// <param name="days">The working days.</param>
/// <param name="zone">The team's time zone.</param>
public sealed class CampaignCalendar(string schedule, WorkingDays days, TimeZoneInfo zone)
{
    /// <summary>The campaign of the quarter of <paramref name="now"/>, once it is due; null before.</summary>
    public CampaignKey? Due(DateTimeOffset now) => DueAt(now) is null ? null : CampaignKey.OfQuarter(now);

    /// <summary>When the campaign of the quarter of <paramref name="now"/> fell due; null when it has not yet.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset now) => StartOf(now) is { } start && start <= now ? start : null;

    /// <summary>When the campaign of the quarter falls due; null when the schedule does not fire in the quarter.</summary>
    public DateTimeOffset? StartOf(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        var quarter = new DateTime(utc.Year, (((utc.Month - 1) / 3) * 3) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var next = quarter.AddMonths(3);
        var first = CrontabSchedule
            .Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            .GetNextOccurrence(quarter.AddTicks(-1));
        for (var utcTime = first; utcTime < next; utcTime = utcTime.AddDays(1))
        {
            var at = new DateTimeOffset(utcTime, TimeSpan.Zero);
            // By the team's clock it may still be the day before.
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).Date);
            if (day >= DateOnly.FromDateTime(first) && days.Contains(day))
                return at;
        }
        // The quarter has no working day left: better on a free day than not at all.
        return first < next ? new DateTimeOffset(first, TimeSpan.Zero) : null;
    }
}
