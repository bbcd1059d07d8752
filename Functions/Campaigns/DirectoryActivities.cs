using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

/// <param name="AfterId">Behind which participant to go on; null: the workspace's people are to be read first.</param>
public sealed record ReachOrder(long? AfterId = null);

/// <param name="Woken">Instance ids of the people who are reachable now, or no longer.</param>
/// <param name="NextAfterId">Behind which participant the next call goes on; null: nobody is left.</param>
public sealed record ReachedPeople(IReadOnlyList<string> Woken, long? NextAfterId);

/// <summary>What a new reading of the workspace's people means for the open campaigns.</summary>
public sealed class DirectoryActivities(CampaignStatusReader reader, ReachCheck check, TimeProvider clock)
{
    /// <summary>So many wake-ups fit a history well.</summary>
    private const int MostAtOnce = 500;

    [Function(nameof(ReachAgain))]
    public Task<ReachedPeople> ReachAgain([ActivityTrigger] ReachOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            var (woken, after) = (new List<string>(), order.AfterId ?? 0);
            // The rows of a later campaign come behind those of an earlier one.
            foreach (var campaign in await reader.FindUnfinishedAsync(cancellation))
            {
                if (campaign.State != CampaignState.Open)
                    continue;
                if (woken.Count >= MostAtOnce)
                    return new ReachedPeople(woken, after);
                var reached = await check.RunAsync(
                    new CheckReach(campaign.CampaignId, clock.GetUtcNow(), after, MostAtOnce - woken.Count), cancellation);
                woken.AddRange(reached.People.Select(campaign.Key.ParticipantInstanceId));
                if (reached.NextAfterId is { } next)
                    return new ReachedPeople(woken, next);
            }
            return new ReachedPeople(woken, null);
        });
}
