using System.Collections.Concurrent;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>The instances in memory: a bounded number, besides those that are busy. The least recently used are dropped first.</summary>
internal sealed class SlotTable(EngineParts parts)
{
    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly Queue<Slot> line = new();
    private int count;
    private int shrinking;
    private volatile bool closed;

    public int Count => Volatile.Read(ref count);

    public void Deliver(string id, Message message)
    {
        if (parts.Fatal is { } reason)
        {
            message.Fail(new InvalidOperationException("The durable engine has stopped: its database cannot be written.", reason));
            return;
        }

        if (closed)
        {
            message.Fail(new ObjectDisposedException("DurableEngine"));
            return;
        }

        while (!Find(id).TryPut(message))
        {
        }
    }

    /// <summary>Accepts no more messages.</summary>
    public void Close() => closed = true;

    public InstanceState? Committed(string id) => slots.TryGetValue(id, out var slot) ? slot.Committed : null;

    private Slot Find(string id)
    {
        if (slots.TryGetValue(id, out var slot))
        {
            return slot;
        }

        slot = new Slot(parts, id);
        if (!slots.TryAdd(id, slot))
        {
            return slots.GetOrAdd(id, slot);
        }

        // Counted here, because the dictionary's own Count takes all its locks.
        Interlocked.Increment(ref count);
        return slot;
    }

    /// <summary>Called by a slot that has nothing more to do.</summary>
    public void OnIdle(Slot slot)
    {
        lock (gate)
        {
            slot.Used = true;
            if (!slot.InLine)
            {
                slot.InLine = true;
                line.Enqueue(slot);
            }
        }

        if (Count > parts.Options.ResidentInstances && Interlocked.Exchange(ref shrinking, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static table => table.Shrink(), this, preferLocal: false);
        }
    }

    // A slot that was used since the last check stays for one more round. The loop is bounded, because all slots may be in use.
    private void Shrink()
    {
        Volatile.Write(ref shrinking, 0);
        lock (gate)
        {
            for (var looks = line.Count * 2; looks > 0 && Count > parts.Options.ResidentInstances && line.TryDequeue(out var slot); looks--)
            {
                if (slot.Used)
                {
                    slot.Used = false;
                    line.Enqueue(slot);
                }
                else if (slot.TryDrop())
                {
                    slot.InLine = false;
                    slots.TryRemove(new KeyValuePair<string, Slot>(slot.Id, slot));
                    Interlocked.Decrement(ref count);
                }
                else
                {
                    slot.InLine = false;
                }
            }
        }
    }
}
