namespace OAuthAttest.Tests;

/// <summary>Runs the same work many times concurrently.</summary>
internal static class AtOnce
{
    // As many at once as the pool has connections; the others wait.
    private const int Room = 25;

    /// <param name="work">Gets the run's number, from 0.</param>
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
