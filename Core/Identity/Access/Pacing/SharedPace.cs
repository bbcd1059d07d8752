namespace OAuthAttest.Identity.Access.Pacing;

/// <summary>A pace that all workers keep together, in PostgreSQL.</summary>
internal sealed class SharedPace(ProviderPacer pacer, PaceBucket bucket) : IRequestPace
{
    public async Task WaitAsync(CancellationToken cancellation)
    {
        for (var wait = await pacer.ReserveAsync(bucket, cancellation); wait > TimeSpan.Zero;)
        {
            await Task.Delay(wait, cancellation);
            // Somebody else may have been throttled meanwhile: then this slot must not be used either.
            wait = await pacer.BlockedForAsync(bucket, cancellation);
        }
    }

    public Task HoldBackAsync(TimeSpan wait, CancellationToken cancellation) => pacer.HoldBackAsync(bucket, wait, cancellation);
}
