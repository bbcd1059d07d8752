namespace OAuthAttest.Local.Time;

/// <summary>
/// A clock that moves only when <see cref="AdvanceTo"/> is called. Its timers and delays fire inside that call, on the caller's
/// thread, in the order of their due times, and see their own due time as now.
/// </summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Order)> waiting = new();
    private DateTimeOffset now = start.ToUniversalTime();
    private long order;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, or null when none waits.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                DropStopped();
                return waiting.TryPeek(out _, out var next) ? next.Due : null;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Advances to that time; an earlier time changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset target)
    {
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private VirtualTimer? TakeDue(DateTimeOffset target)
    {
        lock (gate)
        {
            DropStopped();
            if (!waiting.TryPeek(out var timer, out var next) || next.Due > target)
            {
                now = target > now ? target : now;
                return null;
            }

            waiting.Dequeue();
            now = next.Due > now ? next.Due : now;
            timer.Rearm(now);
            return timer;
        }
    }

    private void DropStopped()
    {
        while (waiting.TryPeek(out var timer, out var next) && timer.Due != next)
        {
            waiting.Dequeue();
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        /// <summary>Identifies the timer's current entry in the queue; an outdated entry is skipped when it is dequeued.</summary>
        public (DateTimeOffset Due, long Order)? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                Schedule(dueTime, clock.now);
                return true;
            }
        }

        public void Rearm(DateTimeOffset firedAt) =>
            Schedule(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, firedAt);

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
            {
                Due = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Schedule(TimeSpan dueTime, DateTimeOffset from)
        {
            if (dueTime < TimeSpan.Zero)
            {
                Due = null;
                return;
            }

            Due = (from + dueTime, clock.order++);
            clock.waiting.Enqueue(this, Due.Value);
        }
    }
}
