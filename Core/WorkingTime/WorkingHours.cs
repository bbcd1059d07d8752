namespace OAuthAttest.WorkingTime;

/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant after it.</param>
public readonly record struct WorkingPeriod(DateTimeOffset From, DateTimeOffset Until);

/// <summary>When somebody works: the hours of working days, by the clock of one time zone.</summary>
public sealed class WorkingHours(HoursOfDay hours, WorkingDays days, TimeZoneInfo zone)
{
    /// <summary>Where no working day comes within this time, none is looked for.</summary>
    private const int DaysAhead = 60;

    /// <summary>The hours that the instant lies in, or else the next ones; null where there are none for a long time.</summary>
    public WorkingPeriod? At(DateTimeOffset instant)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).Date);
        for (var day = today; day <= today.AddDays(DaysAhead); day = day.AddDays(1))
        {
            if (!days.Contains(day))
                continue;
            var period = Of(day);
            // Hours that the change of the clocks leaves out have no length.
            if (period.Until > instant && period.Until > period.From)
                return period;
        }
        return null;
    }

    private WorkingPeriod Of(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new(Instant(midnight + hours.From, isEnd: false), Instant(midnight + hours.Until, isEnd: true));
    }

    private DateTimeOffset Instant(DateTime local, bool isEnd)
    {
        // When the clocks go forward some times do not exist: the first one after them is meant.
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        // When they go back some exist twice: the hours begin with the earlier and end with the later one.
        var offset = zone.IsAmbiguousTime(local)
            ? isEnd ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
