using Microsoft.Extensions.Logging;

namespace OAuthAttest.Slack.People;

/// <summary>
/// Asks Slack who clicked, when the copy of its directory does not know: before it was ever read, or when somebody joined since.
/// </summary>
public sealed partial class SlackAccountLookup(SlackDirectory directory, TimeProvider clock, ILogger<SlackAccountLookup> logger)
{
    /// <summary>Slack waits three seconds for the answer to a click.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <returns>False: Slack does not know the account, or does not say now.</returns>
    public async Task<bool> ReadAsync(string slackUserId, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await directory.RefreshAsync(slackUserId, clock.GetUtcNow(), patience.Token);
        }
        catch (Exception e) when (e is SlackException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogUnknown(logger, slackUserId, e.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(3319, LogLevel.Warning, "Slack could not be asked who {SlackUserId} is ({ErrorType}): the click does not count")]
    private static partial void LogUnknown(ILogger logger, string slackUserId, string errorType);
}
