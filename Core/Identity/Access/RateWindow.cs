using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>
/// Stops before a provider's rate limit is used up, as its own headers tell, and goes on when its next window begins. A share is left to
/// whoever else uses the same limit, so that a long reading does not shut them out.
/// </summary>
/// <param name="clock">Real time, because the provider uses its own clock.</param>
internal sealed class RateWindow(RateHeaders headers, TimeProvider clock)
{
    // Of the limit; it also covers the calls that are under way when the last one is answered.
    private const int ShareLeft = 10;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private DateTimeOffset opensAt = DateTimeOffset.MinValue;

    public void Heed(OutsideAnswer answer)
    {
        if (headers.Remaining(answer) is not { } remaining || remaining > (headers.Limit(answer) ?? 0) / ShareLeft)
            return;
        var now = clock.GetUtcNow();
        if (headers.Reset(answer, now, LongestWindow) is not { } reset)
            return;
        lock (gate)
        {
            if (opensAt < now + reset)
                opensAt = now + reset;
        }
    }

    /// <exception cref="ProviderUnavailableException">The next window begins later than the caller is patient.</exception>
    public async Task WaitAsync(string provider, TimeSpan patience, CancellationToken cancellation)
    {
        var rest = Rest();
        if (rest > patience)
            throw new ProviderUnavailableException($"{provider}: its rate limit is used up", rest);
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, clock, cancellation);
    }

    private TimeSpan Rest()
    {
        lock (gate)
            return opensAt - clock.GetUtcNow();
    }
}
