using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Revocations.Executing;

namespace OAuthAttest.Functions.Revocations;

/// <summary>Starts the orchestrations that carry worklists out, and wakes those that run.</summary>
public sealed class RevocationStart(RevocationBacklog backlog, AfterCommit after, TimeProvider clock)
{
    /// <summary>Slack allows three seconds for a click, and other things follow it too.</summary>
    private static readonly TimeSpan KickTime = TimeSpan.FromSeconds(1);

    /// <summary>As <see cref="KickAsync"/>, after a commit: it has a bounded time, and never throws.</summary>
    /// <param name="subject">What was decided about, for the log.</param>
    /// <inheritdoc cref="KickAsync" path="/param"/>
    public Task KickSoonAsync(DurableTaskClient client, string subject, CancellationToken cancellation) =>
        after.TryAsync("go on with", subject, KickTime, token => KickAsync(client, campaignId: null, token), cancellation);

    /// <summary>Goes on at once after something was decided. What fails here is made up for by the reconciler.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="campaignId">One campaign; null: all.</param>
    /// <param name="cancellation">Cancels the calls.</param>
    public async Task KickAsync(DurableTaskClient client, long? campaignId, CancellationToken cancellation)
    {
        foreach (var (order, _) in await FindAsync(campaignId, cancellation))
        {
            if (!await StartAsync(client, order, cancellation))
                await client.RaiseWakeUpAsync(order.InstanceId, cancellation);
        }
    }

    /// <summary>The orchestrations that should run.</summary>
    internal async Task<IReadOnlyList<StandingOrder>> FindAsync(long? campaignId, CancellationToken cancellation)
    {
        var found = await backlog.FindAsync(campaignId, clock.GetUtcNow(), cancellation);
        return [.. found.Select(one => new StandingOrder(
            new RevocationOrder(CampaignKey.Parse(one.Campaign), one.CampaignId, one.Provider.ToString()), one.IsOverdue))];
    }

    /// <returns>False: it runs already.</returns>
    internal static Task<bool> StartAsync(DurableTaskClient client, RevocationOrder order, CancellationToken cancellation) =>
        client.StartFreeAsync(nameof(RevocationOrchestrator), order.InstanceId, order, StartOnce.Alive, cancellation);
}
