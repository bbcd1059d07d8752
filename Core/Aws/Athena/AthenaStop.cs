using OAuthAttest.Aws.Access;

namespace OAuthAttest.Aws.Athena;

/// <summary>Stops a query that nobody waits for any more: it would run on, and cost.</summary>
internal static class AthenaStop
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>That it cannot be stopped says nothing about the answer, which is missing anyway; Athena ends it by itself.</summary>
    /// <returns>The bytes that were read for it, as far as Athena says; it costs them.</returns>
    public static async Task<long> TryAsync(AthenaClient client, string id, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        await TryAsync(() => client.StopAsync(id, limit.Token));
        return (await TryAsync(() => client.StatusAsync(id, limit.Token)))?.Scanned ?? 0;
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException or OperationCanceledException)
        {
            // Whoever waits is told that there is no result.
            return default;
        }
    }
}
