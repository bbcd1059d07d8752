using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// Records at the app's start whether the timers that start campaigns are switched on: otherwise a quarter that begins before the first
/// timer runs would not count as missed.
/// </summary>
public sealed partial class CampaignSwitchAtStart(CampaignStart start, ILogger<CampaignSwitchAtStart> logger) : IHostedService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await start.NoteSwitchAsync(limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database may be away or not migrated yet; the next timer records it.
            LogNotNoted(logger, e.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(3358, LogLevel.Warning, "It could not be noted whether campaigns are switched on ({ErrorType}); the next timer does")]
    private static partial void LogNotNoted(ILogger logger, string errorType);
}
