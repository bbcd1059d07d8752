using Microsoft.Extensions.Configuration;
using NCrontab;
using OAuthAttest.Timers;

namespace OAuthAttest.Functions.Timers;

/// <param name="Name">The function's name.</param>
/// <param name="LastRanAt">When it last succeeded; null when it has not since the timer was first recorded.</param>
/// <param name="NextDueAt">When it is due next, by its schedule; null: its schedule cannot be read.</param>
/// <param name="IsOverdue">It should have run since then and did not.</param>
public sealed record TimerState(string Name, DateTimeOffset? LastRanAt, DateTimeOffset? NextDueAt, bool IsOverdue);

/// <summary>The states of the timers.</summary>
public sealed class TimerStatus(TimerRuns runs, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>Allows for the duration of a run and for a deployment in between.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<TimerState>> ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var enabled = TimerFunctions
            .All.Where(timer => timer.IsEnabled(configuration))
            .ToDictionary(timer => timer.Name, StringComparer.Ordinal);
        var known = await runs.ReadAsync(enabled.Keys, now, cancellation);
        return
        [
            .. from run in known
            orderby run.Function
            select State(run, configuration[enabled[run.Function].Setting], now),
        ];
    }

    private static TimerState State(TimerRun run, string? schedule, DateTimeOffset now)
    {
        if (CrontabSchedule.TryParse(schedule ?? "", new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is not { } times)
            return new TimerState(run.Function, run.LastRanAt, null, IsOverdue: true);
        return new TimerState(
            run.Function,
            run.LastRanAt,
            Next(times, now),
            Next(times, run.LastRanAt ?? run.KnownSince) + Grace < now);
    }

    private static DateTimeOffset Next(CrontabSchedule times, DateTimeOffset after) =>
        new(times.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);
}
