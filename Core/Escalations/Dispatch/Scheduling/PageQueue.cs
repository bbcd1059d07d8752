namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <summary>The pages on their way to their call, in the order of their acceptance.</summary>
internal sealed class PageQueue
{
    private readonly Queue<Entry> entries = new();

    public Entry Enter(long timestamp)
    {
        var entry = new Entry(timestamp);
        lock (entries)
        {
            Clear();
            entries.Enqueue(entry);
        }
        return entry;
    }

    /// <summary>Whether the oldest has been on its way for longer than the limit.</summary>
    public bool IsLate(TimeProvider clock, TimeSpan limit)
    {
        lock (entries)
        {
            Clear();
            return entries.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Timestamp) > limit;
        }
    }

    private void Clear()
    {
        while (entries.TryPeek(out var oldest) && oldest.HasLeft)
            entries.Dequeue();
    }

    /// <summary>One page on its way.</summary>
    internal sealed class Entry(long timestamp)
    {
        private Action? then;
        private int left;

        public long Timestamp => timestamp;

        public bool HasLeft => Volatile.Read(ref left) == 1;

        /// <summary>What to do when it leaves.</summary>
        public void OnCalling(Action action) => then = action;

        /// <summary>It is called, or there is none to call.</summary>
        public void Leave()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                then?.Invoke();
        }
    }
}
