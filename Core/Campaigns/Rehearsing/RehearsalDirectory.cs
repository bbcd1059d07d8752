using Microsoft.Extensions.Logging;
using OAuthAttest.Slack;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>
/// Reads Slack's list of people before a rehearsal: before the first campaign nothing else has, and the rehearsal would say that nobody
/// can be reached, or that everybody can. The copy of the list is kept; it is no part of any campaign.
/// </summary>
public sealed partial class RehearsalDirectory(SlackDirectory directory, ILogger<RehearsalDirectory> logger)
{
    public async Task<RehearsedDirectory> ReadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await directory.SyncAsync(now, cancellation);
            return new RehearsedDirectory(DirectoryBasis.ReadNow, now, null);
        }
        catch (SlackException e)
        {
            LogUnread(logger, e.GetType().Name, e.Method);
            return await WithoutAsync(e.Message, cancellation);
        }
    }

    /// <summary>What is known without Slack.</summary>
    /// <param name="problem">Why Slack is not read.</param>
    public async Task<RehearsedDirectory> WithoutAsync(string problem, CancellationToken cancellation) =>
        await directory.FindReadAtAsync(cancellation) is { } readAt
            ? new RehearsedDirectory(DirectoryBasis.EarlierReading, readAt, problem)
            : new RehearsedDirectory(DirectoryBasis.AssumedReachable, null, problem);

    [LoggerMessage(3120, LogLevel.Warning, "A rehearsal could not read Slack's list of people ({ErrorType} of {Method})")]
    private static partial void LogUnread(ILogger logger, string errorType, string method);
}
