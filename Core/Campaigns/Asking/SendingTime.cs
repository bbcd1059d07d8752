using OAuthAttest.WorkingTime;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="From">The earliest instant for the message.</param>
/// <param name="Until">The end of the hours that it should go out in; null: later is as good.</param>
public readonly record struct SendingWindow(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>
/// When a message to a person goes out that they did not ask for: in their working hours. It waits for them only as long as at least half
/// of the time that is left to answer remains; otherwise it goes out at once, because not being asked is worse than being asked at night.
/// </summary>
public static class SendingTime
{
    public static SendingWindow Of(ParticipantFacts facts, ParticipantStep step, DateTimeOffset now) =>
        facts.Policy.Sending is { } sending
            ? Of(sending, step.IsForDelegate() ? facts.DelegateTimeZone : facts.TimeZone, facts.ClosesAt, now)
            : new SendingWindow(now, null);

    /// <param name="sending">The campaign's rule.</param>
    /// <param name="timeZone">Of whoever gets the message; null or unknown: the team's.</param>
    /// <param name="closesAt">When answers stop counting.</param>
    /// <param name="now">When the message is due, or later.</param>
    public static SendingWindow Of(SendingPolicy sending, string? timeZone, DateTimeOffset closesAt, DateTimeOffset now)
    {
        var hours = HoursOf(sending, timeZone);
        if (hours.At(now) is not { } period || !MayWait(period.From))
            return new SendingWindow(now, null);
        // Where the next day would be too late, the end of this one does not matter.
        var isBound = hours.At(period.Until) is { } next && MayWait(next.From);
        return new SendingWindow(period.From > now ? period.From : now, isBound ? period.Until : null);

        bool MayWait(DateTimeOffset until) => until <= now || until - now <= closesAt - until;
    }

    private static WorkingHours HoursOf(SendingPolicy sending, string? timeZone)
    {
        if (!HoursOfDay.TryParse(sending.Hours, out var hours))
            throw new InvalidOperationException($"'{sending.Hours}' are no hours of a day.");
        return new WorkingHours(hours, new WorkingDays(sending.Holidays), ZoneOf(timeZone) ?? ZoneOf(sending.TimeZone) ?? TimeZoneInfo.Utc);
    }

    private static TimeZoneInfo? ZoneOf(string? name) =>
        name is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
