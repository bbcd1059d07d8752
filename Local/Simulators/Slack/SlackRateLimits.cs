namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>Slack's limits in windows of a minute (and of a second for one channel).</summary>
internal sealed class SlackRateLimits(SlackSimulatorOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, (DateTimeOffset Start, int Count)> windows = new(StringComparer.Ordinal);

    /// <summary>Counts a call; returns the time to wait when it exceeds the limit, else null.</summary>
    public TimeSpan? Count(string method, string? channel)
    {
        if (method != "chat.postMessage")
            return options.CallsPerMinute.TryGetValue(method, out var most) ? Count(method, most, TimeSpan.FromMinutes(1)) : null;
        var workspace = options.PostsPerMinute is { } perMinute ? Count(method, perMinute, TimeSpan.FromMinutes(1)) : null;
        return workspace
            ?? (
                options.PostsPerChannelAndSecond is { } perSecond && channel is not null
                    ? Count($"{method} {channel}", perSecond, TimeSpan.FromSeconds(1))
                    : null
            );
    }

    private TimeSpan? Count(string key, int most, TimeSpan length)
    {
        var now = clock.GetUtcNow();
        var window = windows.TryGetValue(key, out var known) && now - known.Start < length ? known : (Start: now, Count: 0);
        if (window.Count >= most)
            return window.Start + length - now;
        windows[key] = (window.Start, window.Count + 1);
        return null;
    }
}
