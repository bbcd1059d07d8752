using System.Runtime.CompilerServices;

namespace OAuthAttest.Identity.Live;

/// <summary>Makes the next call while the answer to the last one is worked on.</summary>
internal static class Ahead
{
    /// <summary>
    /// The same elements; the next one is made before the last one is handed on, on another thread: what is read from memory would
    /// otherwise be made while the consumer waits for it.
    /// </summary>
    public static async IAsyncEnumerable<T> OneAsync<T>(
        IAsyncEnumerable<T> source,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var elements = source.GetAsyncEnumerator(cancellation);
        var next = MoveAsync();
        try
        {
            while (await next)
            {
                var element = elements.Current;
                next = MoveAsync();
                yield return element;
            }
        }
        finally
        {
            // It must not be disposed of while it is under way, and its failure has nobody to go to if the consumer has stopped.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await elements.DisposeAsync();
        }

        Task<bool> MoveAsync() => Task.Run(() => elements.MoveNextAsync().AsTask(), CancellationToken.None);
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
                // Their failures have nobody to go to: the first one is on its way already, or the consumer has stopped.
                await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
