using System.Runtime.CompilerServices;

namespace OAuthAttest.Identity.Live;

/// <summary>Makes the next call while the answer to the last one is worked on.</summary>
internal static class Ahead
{
    /// <summary>The same elements; the next one is asked for before the last one is handed on.</summary>
    public static async IAsyncEnumerable<T> OneAsync<T>(
        IAsyncEnumerable<T> source,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var elements = source.GetAsyncEnumerator(cancellation);
        var next = elements.MoveNextAsync().AsTask();
        try
        {
            while (await next)
            {
                var element = elements.Current;
                next = elements.MoveNextAsync().AsTask();
                yield return element;
            }
        }
        finally
        {
            // It must not be disposed of while it is under way, and its failure has nobody to go to if the consumer has stopped.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await elements.DisposeAsync();
        }
    }

    /// <summary>The results in the order of the inputs, with so many of them under way at a time.</summary>
    public static async IAsyncEnumerable<TResult> SelectAsync<T, TResult>(
        IReadOnlyList<T> inputs,
        int concurrency,
        Func<T, CancellationToken, Task<TResult>> read,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var underWay = new Queue<Task<TResult>>();
        try
        {
            foreach (var input in inputs)
            {
                if (underWay.Count >= concurrency)
                    yield return await underWay.Dequeue();
                underWay.Enqueue(read(input, stop.Token));
            }
            while (underWay.Count > 0)
                yield return await underWay.Dequeue();
        }
        finally
        {
            if (underWay.Count > 0)
            {
                await stop.CancelAsync();
                await Task.WhenAll(underWay).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }
}
