using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OAuthAttest.Persistence;

/// <summary>
/// Writes items in groups: while one group is being written the next one gathers, so that many cost few flushes to disk, and one that
/// comes alone waits for nobody. Knows nothing of what is written. An item that cannot be written does not take its neighbours with it.
/// </summary>
internal sealed class GroupCommit<TItem, TAnswer> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> write;
    private readonly GroupCommitOptions<TItem> options;
    private readonly Channel<Waiting> queue;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <param name="write">Commits all of a group or none of it, and answers each item in its place. Called by one caller at a time.</param>
    public GroupCommit(Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> write, GroupCommitOptions<TItem> options)
    {
        (this.write, this.options) = (write, options);
        queue = options.Capacity is { } capacity
            ? Channel.CreateBounded<Waiting>(new BoundedChannelOptions(capacity) { SingleReader = true })
            : Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
        loop = Task.Run(RunAsync);
    }

    /// <summary>Nothing is taken any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Queues an item. Whoever stops waiting for the task does not call it off.</summary>
    /// <param name="commit">Completes with its commit.</param>
    /// <returns>False: it was not taken, because it is closed or too many wait.</returns>
    public bool TryEnqueue(TItem item, [NotNullWhen(true)] out Task<TAnswer>? commit)
    {
        // A waiter's code must never run in the loop.
        var waiting = new Waiting(item, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        commit = queue.Writer.TryWrite(waiting) ? waiting.Answer.Task : null;
        return commit is not null;
    }

    /// <summary>
    /// Writes what waits, and stops. What cannot be written within <see cref="GroupCommitOptions{TItem}.ShutdownTime"/> fails: nobody waits for ever.
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
            // Something is left only if the owner's functions threw: then nothing is taken any more, and nobody waits for it.
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
