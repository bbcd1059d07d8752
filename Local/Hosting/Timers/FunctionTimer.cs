using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Context;

namespace OAuthAttest.Local.Hosting.Timers;

/// <summary>
/// Fires one timer function. A run that fails is not repeated before the next tick, as in Azure. Ticks missed while the host
/// was down, or while the previous run was still in progress, are made up for by one run with IsPastDue. Nothing ends a timer but the host:
/// neither an outage of the database nor a clock that is set.
/// </summary>
internal sealed partial class FunctionTimer : IAsyncDisposable
{
    // A system timer cannot wait for more than 49 days, so a quarter takes several waits.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly FunctionInvoker invoker;
    private readonly TimerTriggerAttribute trigger;
    private readonly TimerSchedule schedule;
    private readonly TimerStore store;
    private readonly TimeProvider time;
    private readonly IdleGate gate;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly IdleGate own = new();
    private readonly ITimer timer;
    private readonly Lock planning = new();
    private bool isRunning;
    private DateTimeOffset? last;
    private DateTimeOffset updated;

    public FunctionTimer(
        FunctionInvoker invoker,
        TimerTriggerAttribute trigger,
        TimerSchedule schedule,
        TimerStore store,
        TimeProvider time,
        IdleGate gate,
        ILogger logger
    )
    {
        this.invoker = invoker;
        this.trigger = trigger;
        this.schedule = schedule;
        this.store = store;
        this.time = time;
        this.gate = gate;
        this.logger = logger;
        timer = time.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the function runs next; null when never.</summary>
    public DateTimeOffset? Due { get; private set; }

    public async Task StartAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var known = trigger.UseMonitor ? await store.FindAsync(invoker.Function.Name, cancellation) : null;
        last = known?.Last;
        updated = known?.Updated ?? now;
        if (known is not null && known.Schedule == schedule.Expression && known.Next <= now)
        {
            Due = known.Next;
            Begin(isPastDue: true);
        }
        else if (trigger.RunOnStartup)
        {
            Due = now;
            Begin(isPastDue: false);
        }
        else
        {
            await PlanAsync(schedule.After(now), cancellation);
            Arm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await timer.DisposeAsync();
        await own.WhenIdleAsync(CancellationToken.None);
        stopping.Dispose();
    }

    /// <summary>
    /// The machine's clock was set, or the machine slept: what remains of the wait is worked out again. A time that was planned by a clock
    /// that was ahead may lie far in the future, so the schedule's next time counts where it comes first.
    /// </summary>
    public void OnClockSet()
    {
        lock (planning)
        {
            if (isRunning)
                return;
            if (schedule.After(time.GetUtcNow()) is { } next && next < Due)
                Due = next;
            Arm();
        }
    }

    private void OnDue()
    {
        lock (planning)
        {
            if (stopping.IsCancellationRequested || isRunning || Due is not { } due)
                return;
            // A timer may fire slightly early, or this is only one part of a long wait.
            if (time.GetUtcNow() < due)
                Arm();
            else
                Begin(isPastDue: false);
        }
    }

    // The gates are entered here, within the clock's own callback, so that the host does not look idle in between.
    private void Begin(bool isPastDue)
    {
        isRunning = true;
        gate.Enter();
        own.Enter();
        _ = RunAsync(isPastDue);
    }

    private async Task RunAsync(bool isPastDue)
    {
        try
        {
            while (true)
            {
                var started = time.GetUtcNow();
                await InvokeAsync(isPastDue);
                last = started;
                await PlanAsync(schedule.After(started), stopping.Token);
                if (Due is not { } next || next > time.GetUtcNow())
                    break;
                isPastDue = true;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stored state still says that the tick is due, so the next start makes up for it.
        }
        finally
        {
            lock (planning)
            {
                isRunning = false;
                Arm();
            }
            own.Exit();
            gate.Exit();
        }
    }

    private async Task InvokeAsync(bool isPastDue)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = trigger.UseMonitor ? Status() : null };
        try
        {
            await invoker.InvokeAsync(_ => info, new Dictionary<string, object?>(), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            LogFailed(logger, invoker.Function.Name, failure.GetType().Name, failure.Message);
            logger.LogDebug(failure, "{Function} failed", invoker.Function.Name);
        }
    }

    private ScheduleStatus Status() => new()
    {
        Last = last?.UtcDateTime ?? default,
        Next = Due?.UtcDateTime ?? default,
        LastUpdated = updated.UtcDateTime,
    };

    private async Task PlanAsync(DateTimeOffset? next, CancellationToken cancellation)
    {
        Due = next;
        updated = time.GetUtcNow();
        if (!trigger.UseMonitor || next is not { } due)
            return;
        try
        {
            await store.SaveAsync(invoker.Function.Name, new TimerState(schedule.Expression, last, due, updated), cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // What is stored matters after a restart only: then the tick that has run is made up for once more.
            LogNotStored(logger, invoker.Function.Name, failure.GetType().Name, failure.Message);
        }
    }

    private void Arm()
    {
        if (Due is not { } due || stopping.IsCancellationRequested)
            return;
        var wait = due - time.GetUtcNow();
        timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(7102, LogLevel.Error, "Timer function {Function} failed and runs again at its next tick: {ErrorType}: {Message}")]
    private static partial void LogFailed(ILogger logger, string function, string errorType, string message);

    [LoggerMessage(7103, LogLevel.Warning, "The next time of {Function} could not be stored, and stands in memory: {ErrorType}: {Message}")]
    private static partial void LogNotStored(ILogger logger, string function, string errorType, string message);
}
