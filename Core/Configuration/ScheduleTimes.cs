using NCrontab;

namespace OAuthAttest.Configuration;

/// <summary>What follows from a schedule.</summary>
internal static class ScheduleTimes
{
    private const int MostRuns = 2000;
    private const int MostDays = 8;

    /// <summary>The longest time between two runs, at most eight days; null: it is no schedule.</summary>
    public static TimeSpan? LongestPause(string schedule)
    {
        if (CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is not { } times)
            return null;
        var start = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var due = times.GetNextOccurrences(start, start.AddDays(MostDays)).Take(MostRuns).ToList();
        return due.Count < 2 ? TimeSpan.FromDays(MostDays) : due.Zip(due.Skip(1), (earlier, later) => later - earlier).Max();
    }
}
