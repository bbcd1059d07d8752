namespace OAuthAttest.Tests;

/// <summary>Waits for a condition that raises no event, such as the end of another process, by polling.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not come true within a minute, or the limit.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, limit);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        using var over = new CancellationTokenSource(limit ?? Limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!await condition())
                await look.WaitForNextTickAsync(over.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"Within {limit ?? Limit} it did not come true that {what}", late);
        }
    }
}
