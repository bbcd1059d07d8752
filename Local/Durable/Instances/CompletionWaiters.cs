using System.Collections.Concurrent;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>Callers that wait until an instance has started or ended.</summary>
internal sealed class CompletionWaiters
{
    private readonly ConcurrentDictionary<string, ImmutableWaits> byId = new(StringComparer.Ordinal);
    private Exception? failed;

    /// <summary>Completes with the instance's state at the first commit that fulfils the condition.</summary>
    /// <param name="cancellation">The caller must dispose of its source after the wait, which releases the registration.</param>
    public Task<InstanceState> WaitAsync(string id, Func<InstanceState, bool> condition, CancellationToken cancellation)
    {
        var wait = new Wait(condition);
        byId.AddOrUpdate(
            id,
            static (_, added) => new ImmutableWaits([added]),
            static (_, waits, added) => new ImmutableWaits([.. waits.Items, added]),
            wait
        );
        if (failed is { } reason)
        {
            wait.Source.TrySetException(reason);
        }

        cancellation.Register(() =>
        {
            Remove(id, wait);
            wait.Source.TrySetCanceled(cancellation);
        });
        return wait.Source.Task;
    }

    public void Notify(InstanceState state)
    {
        if (!byId.TryGetValue(state.Id, out var waits))
        {
            return;
        }

        foreach (var wait in waits.Items.Where(wait => wait.Condition(state)))
        {
            Remove(state.Id, wait);
            wait.Source.TrySetResult(state);
        }
    }

    public void Fail(Exception reason)
    {
        failed = reason;
        foreach (var wait in byId.Values.SelectMany(waits => waits.Items))
        {
            wait.Source.TrySetException(reason);
        }

        byId.Clear();
    }

    private void Remove(string id, Wait wait)
    {
        while (byId.TryGetValue(id, out var waits))
        {
            var left = waits.Items.Where(item => item != wait).ToArray();
            var done = left.Length == 0
                ? byId.TryRemove(new KeyValuePair<string, ImmutableWaits>(id, waits))
                : byId.TryUpdate(id, new ImmutableWaits(left), waits);
            if (done)
            {
                return;
            }
        }
    }

    private sealed class Wait(Func<InstanceState, bool> condition)
    {
        public Func<InstanceState, bool> Condition => condition;

        public TaskCompletionSource<InstanceState> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ImmutableWaits(Wait[] items)
    {
        public Wait[] Items => items;
    }
}
