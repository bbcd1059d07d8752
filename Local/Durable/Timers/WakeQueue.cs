namespace OAuthAttest.Local.Durable.Timers;

/// <summary>
/// When each instance's next timer is due. One timer of the clock waits for the earliest; nothing polls. An entry takes some tens of
/// bytes, also with a million waiting instances.
/// </summary>
internal sealed class WakeQueue : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Lock gate = new();
    private readonly SortedSet<(DateTime At, long Key)> order = [];
    private readonly Dictionary<long, (DateTime At, string Id)> byKey = [];
    private readonly TimeProvider clock;
    private readonly Action<string> wake;
    private readonly ITimer timer;
    private DateTime? armedFor;
    private bool disposed;

    /// <param name="wake">Called with the id of each instance that is due.</param>
    public WakeQueue(TimeProvider clock, Action<string> wake)
    {
        this.clock = clock;
        this.wake = wake;
        timer = clock.CreateTimer(_ => WakeDue(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DateTime? Next
    {
        get
        {
            lock (gate)
            {
                return order.Count > 0 ? order.Min.At : null;
            }
        }
    }

    /// <summary>Sets, moves or (null) removes the instance's due time.</summary>
    public void Set(long key, string id, DateTime? at)
    {
        lock (gate)
        {
            if (byKey.Remove(key, out var old))
            {
                order.Remove((old.At, key));
            }

            if (at is { } time)
            {
                byKey.Add(key, (time, id));
                order.Add((time, key));
            }

            Arm();
        }
    }

    /// <summary>The clock was set: the wait for the earliest is worked out again.</summary>
    public void OnClockSet()
    {
        lock (gate)
        {
            armedFor = null;
            Arm();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        timer.Dispose();
    }

    private void WakeDue()
    {
        var due = new List<string>();
        lock (gate)
        {
            armedFor = null;
            var now = clock.GetUtcNow().UtcDateTime;
            while (!disposed && order.Count > 0 && order.Min is var next && next.At <= now)
            {
                order.Remove(next);
                byKey.Remove(next.Key, out var entry);
                due.Add(entry.Id);
            }

            Arm();
        }

        foreach (var id in due)
        {
            wake(id);
        }
    }

    private void Arm()
    {
        var next = order.Count > 0 && !disposed ? order.Min.At : (DateTime?)null;
        if (next == armedFor)
        {
            return;
        }

        armedFor = next;
        timer.Change(next is { } at ? DelayUntil(at) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Whole milliseconds, rounded up: a timer that fires too early would wake for nothing.
    private TimeSpan DelayUntil(DateTime at)
    {
        var delay = at - clock.GetUtcNow().UtcDateTime;
        return delay <= TimeSpan.Zero ? TimeSpan.Zero
            : delay > LongestWait ? LongestWait
            : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
    }
}
