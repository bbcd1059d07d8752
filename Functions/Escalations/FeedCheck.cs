using OAuthAttest.Escalations.Dispatch.Notices;
using OAuthAttest.Escalations.Polling.Monitoring;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Looks at the feeds, and posts what the security channel is to be told of them.</summary>
public sealed class FeedCheck(FeedMonitor monitor, FeedNoticeDispatcher notices, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await monitor.CheckAsync(clock.GetUtcNow(), cancellation);
        await notices.AdvanceAsync(cancellation);
    }
}
