using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OAuthAttest.Persistence;

/// <summary>
/// Writes items in groups: while one group is being written the next one is gathered, so that many items cost few flushes to disk; a
/// single item is written at once. Independent of what is written. An item that cannot be written does not fail the rest of its group.
/// </summary>
internal sealed class GroupCommit<TItem, TAnswer> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> write;
    private readonly GroupCommitOptions<TItem> options;
    private readonly Channel<Waiting> queue;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <param name="write">
    /// Commits all of a group or none of it, and returns the answers in the order of the items. Never called concurrently.
    /// </param>
    public GroupCommit(Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> write, GroupCommitOptions<TItem> options)
    {
        (this.write, this.options) = (write, options);
        queue = options.Capacity is { } capacity
            ? Channel.CreateBounded<Waiting>(new BoundedChannelOptions(capacity) { SingleReader = true })
            : Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
        loop = Task.Run(RunAsync);
    }

    /// <summary>No more items are accepted.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Queues an item. Not awaiting the task does not cancel the write.</summary>
    /// <param name="commit">Completes when the item is committed.</param>
    /// <returns>False: it was not accepted, because the queue is closed or full.</returns>
    public bool TryEnqueue(TItem item, [NotNullWhen(true)] out Task<TAnswer>? commit)
    {
        // Asynchronously, so that a waiter's continuation never runs in the loop and delays it.
        var waiting = new Waiting(item, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        commit = queue.Writer.TryWrite(waiting) ? waiting.Answer.Task : null;
        return commit is not null;
    }

    /// <summary>
    /// Writes what is queued, and stops. What cannot be written within <see cref="GroupCommitOptions{TItem}.ShutdownTime"/> fails, so that
    /// no caller waits for ever.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        if (!queue.Writer.TryComplete())
        {
            await loop;
            return;
        }
        stop.CancelAfter(options.ShutdownTime);
        await loop;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        try
        {
            while (await WaitToReadAsync())
            {
                Gather(group);
                await SettleAsync(group);
                group.Clear();
            }
        }
        finally
        {
            // Items are left only if the owner's functions threw: the queue is closed and their callers get an exception.
            queue.Writer.TryComplete();
            IsClosed = true;
            while (queue.Reader.TryRead(out var left))
                group.Add(left);
            group.ForEach(waiting => waiting.Answer.TrySetException(new InvalidOperationException("Nothing is written any more.")));
        }
    }

    private void Gather(List<Waiting> group)
    {
        var weight = 0L;
        while (group.Count < options.LargestGroup && weight < options.LargestWeight && queue.Reader.TryRead(out var next))
        {
            group.Add(next);
            weight += options.Weight(next.Item);
        }
    }

    private async Task<bool> WaitToReadAsync()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        if (options.OnIdle is not { } idle)
            return await more;
        try
        {
            return await more.WaitAsync(options.IdleAfter);
        }
        catch (TimeoutException)
        {
            await idle();
            return await more;
        }
    }

    private async Task SettleAsync(List<Waiting> group)
    {
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            var answers = await write(group.ConvertAll(waiting => waiting.Item), stop.Token);
            if (answers.Count != group.Count)
                throw new InvalidOperationException($"A group of {group.Count} got {answers.Count} answers.");
            for (var i = 0; i < group.Count; i++)
                group[i].Answer.TrySetResult(answers[i]);
        }
        catch (Exception refused) when (group.Count > 1 && !stop.IsCancellationRequested && !options.ConcernsAll(refused))
        {
            options.OnSplit(group.Count, refused);
            foreach (var waiting in group)
                await SettleAsync([waiting]);
        }
        catch (Exception failure)
        {
            var reason = options.OnFailure(group.Count, failure);
            foreach (var waiting in group)
                waiting.Answer.TrySetException(reason);
        }
    }

    private sealed record Waiting(TItem Item, TaskCompletionSource<TAnswer> Answer);
}
