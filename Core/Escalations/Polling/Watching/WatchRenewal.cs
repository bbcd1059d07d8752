using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Identity.Access;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling.Watching;

/// <summary>
/// Keeps one watch channel open for each of Google's logs: opens the next one well before the newest ends, and then stops the older ones.
/// In between both push, and a consent that comes twice is one.
/// </summary>
public sealed partial class WatchRenewal(
    IDbContextFactory<OAuthAttestDb> databases,
    WatchSetup setup,
    IHttpClientFactory clients,
    IOptions<PollingOptions> options,
    FeedHealthBook health,
    TimeProvider clock,
    ILogger<WatchRenewal> logger
)
{
    private const ConsentSource Google = ConsentSource.Google;

    // The timer must get at least one more run before the end.
    private static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(25);

    private readonly GoogleChannels google = new(clients, options, clock);

    public async Task<WatchOutcome> RenewAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (!setup.IsComplete)
            return WatchOutcome.NotConfigured;
        var worst = WatchOutcome.Kept;
        foreach (var part in WatchSetup.Parts)
        {
            var outcome = await RenewAsync(part, now, cancellation);
            worst = outcome > worst ? outcome : worst;
        }
        return worst;
    }

    private async Task<WatchOutcome> RenewAsync(FeedPart part, DateTimeOffset now, CancellationToken cancellation)
    {
        var current = await ReadAsync(part, cancellation);
        var newest = current.Where(c => c.IsLive(now) && c.Target == setup.TargetOf(part)).MaxBy(c => c.ExpiresAt);
        var outcome = WatchOutcome.Kept;
        try
        {
            if (newest is null || IsDue(newest, now))
            {
                newest = await OpenAsync(part, current, now, cancellation);
                outcome = WatchOutcome.Opened;
            }
            await health.SucceededAsync(Google.Feed(), part, now, cancellation);
        }
        catch (Exception e) when (e is ProviderUnavailableException or ProviderRejectedException)
        {
            LogFailed(logger, part, e.GetType().Name, e.Message);
            await health.FailedAsync(Google.Feed(), part, Reason(e.Message, newest, now), now, CancellationToken.None);
            return WatchOutcome.Failed;
        }
        await StopOthersAsync(current, newest, now, cancellation);
        return outcome;
    }

    private static bool IsDue(WatchChannel channel, DateTimeOffset now)
    {
        var rest = channel.ExpiresAt - now;
        return rest < LeastRest || rest < (channel.ExpiresAt - channel.OpenedAt) / 3;
    }

    private async Task<WatchChannel> OpenAsync(
        FeedPart part, List<WatchChannel> current, DateTimeOffset now, CancellationToken cancellation)
    {
        // The second id is for where the first one turns out to be taken.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var target = setup.TargetOf(part);
            var asked = attempt == 0 ? current.Find(c => c.State == WatchChannelState.Opening && c.Target == target) : null;
            asked ??= await AskAsync(part, target, now, attempt, cancellation);
            var opened = await google.OpenAsync(part, asked.Id, setup, now, cancellation);
            if (opened is not null && opened.ExpiresAt <= now)
                throw new ProviderUnavailableException("Google: the channel ended before it began");
            await SettleAsync(asked, opened, now);
            if (opened is not null)
                return asked;
        }
        throw new ProviderUnavailableException("Google takes no new channel's id");
    }

    private async Task<WatchChannel> AskAsync(
        FeedPart part, string target, DateTimeOffset now, int attempt, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var asked = new WatchChannel
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{target[..16]}-{now.UtcDateTime:yyyyMMddHHmmssfff}-{attempt}"),
            Source = Google,
            Part = part,
            State = WatchChannelState.Opening,
            Target = target,
            RequestedAt = now,
        };
        db.Add(asked);
        await db.SaveChangesAsync(cancellation);
        return asked;
    }

    private async Task SettleAsync(WatchChannel asked, OpenedChannel? opened, DateTimeOffset now)
    {
        asked.State = opened is null ? WatchChannelState.Lost : WatchChannelState.Open;
        asked.OpenedAt = opened is null ? null : now;
        (asked.ExpiresAt, asked.ResourceId) = (opened?.ExpiresAt, opened?.ResourceId);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.Update(asked);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    // Best effort: a channel that is not stopped is stopped at the next run, or ends by itself.
    private async Task StopOthersAsync(
        List<WatchChannel> current, WatchChannel newest, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var channel in current.Where(c => c.Id != newest.Id && c.IsLive(now)))
        {
            try
            {
                await google.StopAsync(channel.Id, channel.ResourceId!, cancellation);
            }
            catch (Exception e) when (e is ProviderUnavailableException or ProviderRejectedException)
            {
                LogNotStopped(logger, channel.Id, e.GetType().Name, e.Message);
                continue;
            }
            await using var db = await databases.CreateDbContextAsync(cancellation);
            await db.WatchChannels.Where(c => c.Id == channel.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, WatchChannelState.Stopped), cancellation);
        }
    }

    private async Task<List<WatchChannel>> ReadAsync(FeedPart part, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db
            .WatchChannels.AsNoTracking()
            .Where(c => c.Source == Google && c.Part == part)
            .Where(c => c.State == WatchChannelState.Opening || c.State == WatchChannelState.Open)
            .OrderByDescending(c => c.RequestedAt).Take(50).ToListAsync(cancellation);
    }

    private static string Reason(string failure, WatchChannel? newest, DateTimeOffset now) => newest?.IsLive(now) == true
        ? string.Create(CultureInfo.InvariantCulture, $"{failure}; the open channel ends at {newest.ExpiresAt:yyyy-MM-dd HH:mm} UTC")
        : $"{failure}; no channel is open";

    [LoggerMessage(5134, LogLevel.Warning, "Google's {Part} could not be renewed ({ErrorType}: {Reason}); the next run tries again")]
    private static partial void LogFailed(ILogger logger, FeedPart part, string errorType, string reason);

    [LoggerMessage(5135, LogLevel.Warning, "The watch channel {Channel} could not be stopped ({ErrorType}: {Reason}); it ends by itself")]
    private static partial void LogNotStopped(ILogger logger, string channel, string errorType, string reason);
}
