namespace OAuthAttest.WorkingTime;

/// <summary>Which days are working days: Monday to Friday, but never January 1st nor one of the holidays.</summary>
public sealed class WorkingDays(IEnumerable<DateOnly> holidays)
{
    private readonly HashSet<DateOnly> holidays = [.. holidays];

    public bool Contains(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day is not { Month: 1, Day: 1 } && !holidays.Contains(day);
}
