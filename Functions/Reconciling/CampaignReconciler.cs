using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Reconciling;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Orchestrations;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>
/// Starts what a campaign has lost: its own orchestration, shards, and participants. A shard awaits the participants that it started,
/// failed ones too. A participant that is started here has no parent, so no shard counts it; the campaign reads that person's rows.
/// </summary>
public sealed class CampaignReconciler(
    CampaignStartRequests requests,
    CampaignReconciliation reconciliation,
    OrchestrationRevival revival,
    TimeProvider clock
)
{
    /// <summary>Its parent may still retry what failed more recently than this: <see cref="StepFailures.RetryUnder"/>.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    /// <summary>Starts a campaign whose start was requested and not carried out, or failed before the campaign was opened.</summary>
    public async Task ReconcileStartAsync(DurableTaskClient client, CampaignStartRequest request, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(request.Key.InstanceId, cancellation);
        if (CampaignStart.IsUnderWay(request, instance, clock.GetUtcNow()))
            return;
        if (instance?.RuntimeStatus == OrchestrationRuntimeStatus.Completed && instance.CreatedAt >= request.TriedAt)
        {
            await requests.EndAsync(request, clock.GetUtcNow(), cancellation);
            return;
        }
        var order = new CampaignOrder(
            request.Key, request.RequestedBy, request.Scheduled, request.AcceptStale, request.ResponseWindow, request.NamedRequester);
        await revival.ReviveAsync(
            [CampaignOf(order)],
            async (one, token) =>
                await requests.RetryAsync(request, clock.GetUtcNow(), token)
                && await client.StartFreeAsync(one.Orchestrator, one.Lost.InstanceId, one.Input, StartOnce.Alive, token),
            cancellation
        );
    }

    public async Task ReconcileAsync(DurableTaskClient client, CampaignStatus campaign, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(campaign.Key.InstanceId, getInputsAndOutputs: true, cancellation);
        var lives = instance is not null && Instances.LifeOf(instance.RuntimeStatus) == OrchestrationLife.Alive;
        if (!lives)
            await revival.ReviveAsync(client, [CampaignOf(new CampaignOrder(campaign.Key, "timer", Scheduled: true))], cancellation);
        // An orchestration that opens a campaign may not have started its shards before its custom status shows counts.
        else if (instance!.SerializedCustomStatus is null)
            return;

        var now = clock.GetUtcNow();
        var shards = new List<SeenOrchestration>();
        await foreach (var page in client.ListPagesAsync(CampaignReconciliation.ShardPrefix(campaign.Key), null, cancellation))
            shards.AddRange(page);
        var comparison = new CompareCampaign(campaign, shards, now, now - Settled);
        // People can be missing only where a shard does not run. Otherwise only failed instances are queried, not up to a hundred thousand.
        var people = client.ListPagesAsync(
            CampaignReconciliation.PeoplePrefix(campaign.Key),
            comparison.HasDeadShards ? null : Instances.Broken,
            cancellation
        );
        var lost = await reconciliation.CompareAsync(comparison, people, cancellation);
        await revival.ReviveAsync(client, [.. lost.Shards.Select(shard => ShardOf(campaign, shard))], cancellation);
        await revival.ReviveAsync(client, [.. lost.People.Select(PersonOf)], cancellation);
    }

    /// <summary>Wakes a campaign's orchestration, if it runs, to look at what the tables say now.</summary>
    internal static async Task WakeAsync(DurableTaskClient client, CampaignKey campaign, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(campaign.InstanceId, cancellation);
        if (instance is not null && Instances.LifeOf(instance.RuntimeStatus) == OrchestrationLife.Alive)
            await client.RaiseWakeUpAsync(campaign.InstanceId, cancellation);
    }

    private static Revivable CampaignOf(CampaignOrder order) =>
        new(
            new LostOrchestration(order.Key.InstanceId, OrchestrationKind.Campaign, order.Key.ToString()),
            nameof(CampaignOrchestrator),
            order
        );

    private static Revivable ShardOf(CampaignStatus campaign, int shard) => new(
        new LostOrchestration(campaign.Key.ShardInstanceId(shard), OrchestrationKind.Shard, campaign.Key.ToString()),
        nameof(ShardOrchestrator), new ShardOrder(campaign.Key, campaign.CampaignId, shard));

    // Without a slot: the person's next step is planned from the tables.
    private static Revivable PersonOf(Respondent person) => new(
        new LostOrchestration(person.OrchestrationId(), OrchestrationKind.Participant, person.Campaign.ToString()),
        nameof(ParticipantOrchestrator), new ParticipantOrder(person, Slot: null));
}
