using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>
/// The events of one execution and the open waits for them, by name without regard to case. An event without a wait is
/// kept, in order. Of several open waits the newest gets the next event, as in Durable Functions; unlike there, a wait that
/// was cancelled never consumes one.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, List<Wait>> waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> kept = [];

    /// <summary>The events that no wait has taken, oldest first.</summary>
    public IReadOnlyList<(string Name, string? Payload)> Kept => kept;

    public bool AnyoneWaits => waits.Values.Any(list => list.Exists(wait => wait.IsOpen));

    public void Raise(string name, string? payload)
    {
        if (TakeNewest(name) is { } wait)
        {
            wait.Complete(payload);
        }
        else
        {
            kept.Add((name, payload));
        }
    }

    /// <exception cref="ArgumentException">Another wait for this name expects another type.</exception>
    public Task<T> WaitFor<T>(string name, CancellationToken cancellation)
    {
        var open = waits.TryGetValue(name, out var list) ? list : waits[name] = [];
        open.RemoveAll(wait => !wait.IsOpen);
        if (open.Count > 0 && open[^1].Type != typeof(T))
        {
            throw new ArgumentException(
                $"Waits for one event must agree on its type: '{name}' is awaited as {open[^1].Type.FullName} and as {typeof(T).FullName}.",
                nameof(name)
            );
        }

        var wait = new Wait<T>(converter);
        if (kept.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)) is var found and >= 0)
        {
            var payload = kept[found].Payload;
            kept.RemoveAt(found);
            wait.Complete(payload);
            return wait.Task;
        }

        open.Add(wait);
        cancellation.Register(() => wait.Cancel(cancellation));
        return wait.Task;
    }

    private Wait? TakeNewest(string name)
    {
        if (!waits.TryGetValue(name, out var open))
        {
            return null;
        }

        while (open.Count > 0)
        {
            var newest = open[^1];
            open.RemoveAt(open.Count - 1);
            if (newest.IsOpen)
            {
                return newest;
            }
        }

        return null;
    }

    private abstract class Wait
    {
        public abstract Type Type { get; }

        public abstract bool IsOpen { get; }

        public abstract void Complete(string? payload);
    }

    private sealed class Wait<T>(DataConverter converter) : Wait
    {
        private readonly TaskCompletionSource<T> source = new();

        public Task<T> Task => source.Task;

        public override Type Type => typeof(T);

        public override bool IsOpen => !source.Task.IsCompleted;

        public override void Complete(string? payload)
        {
            T? value;
            try
            {
                value = converter.Deserialize<T>(payload);
            }
            catch (Exception unreadable)
            {
                source.TrySetException(unreadable);
                return;
            }

            source.TrySetResult(value!);
        }

        public void Cancel(CancellationToken cancellation) => source.TrySetCanceled(cancellation);
    }
}
