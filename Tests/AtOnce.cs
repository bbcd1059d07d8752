namespace OAuthAttest.Tests;

/// <summary>The same thing many times side by side.</summary>
internal static class AtOnce
{
    // As many at once as the pool has connections; the others queue behind them.
    private const int Room = 25;

    /// <param name="work">Is told which time it is, from 0.</param>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(int times, Func<int, Task<T>> work)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var room = new SemaphoreSlim(Room);
        var runs = Enumerable.Range(0, times).Select(async i =>
        {
            await start.Task;
            await room.WaitAsync();
            try
            {
                return await work(i);
            }
            finally
            {
                room.Release();
            }
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(runs);
    }
}
