using System.Runtime.CompilerServices;

namespace OAuthAttest.Identity.Live;

/// <summary>
/// Asks for many things, some at once, and gives the answers in order; no more than those are in memory.
/// </summary>
internal static class ReadAhead
{
    /// <param name="atOnce">How many calls may be under way.</param>
    public static async IAsyncEnumerable<TAnswer> ReadAsync<TQuestion, TAnswer>(
        IEnumerable<TQuestion> questions,
        int atOnce,
        Func<TQuestion, CancellationToken, Task<TAnswer>> ask,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = new Queue<Task<TAnswer>>(atOnce);
        try
        {
            foreach (var question in questions)
            {
                if (asked.Count == atOnce)
                    yield return await asked.Dequeue();
                asked.Enqueue(ask(question, stop.Token));
            }
            while (asked.Count > 0)
                yield return await asked.Dequeue();
        }
        finally
        {
            // The first failure ends the reading; nothing of it may go on afterwards.
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
