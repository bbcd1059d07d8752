using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Starts campaigns, each exactly once: the instance id keeps a running one, the campaign's row one that ever opened.</summary>
public sealed class CampaignStart(CampaignStatusReader watch, InventoryGate gate, IOptions<CampaignOptions> options, TimeProvider clock)
{
    /// <returns>False: the campaign exists, or is being started.</returns>
    public async Task<bool> StartAsync(DurableTaskClient client, CampaignOrder order, CancellationToken cancellation) =>
        await watch.FindAsync(order.Key, cancellation) is null && await RunAsync(client, order, cancellation);

    /// <summary>What the daily catch-up does: goes on with campaigns whose orchestration was lost, and starts one that is due.</summary>
    public async Task CatchUpAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (var unfinished in await watch.FindUnfinishedAsync(cancellation))
            await RunAsync(client, new CampaignOrder(unfinished.Key, "timer", Scheduled: true), cancellation);
        if (options.Value.Enabled && CampaignCalendar.Due(options.Value.Schedule, clock.GetUtcNow()) is { } due)
            await StartAsync(client, new CampaignOrder(due, "timer", Scheduled: true), cancellation);
    }

    public async Task<GateVerdict> CheckGateAsync(CampaignOrder order, CancellationToken cancellation)
    {
        var check = new GateCheck(clock.GetUtcNow(), options.Value.MaxInventoryAge, order.Scheduled, order.AcceptStale);
        var result = await gate.CheckAsync(check, cancellation);
        return new GateVerdict(result.IsOpen, result.HasSources ? [.. result.Sources.Select(Describe)] : ["Nothing was ever imported."]);
    }

    /// <summary>The configured policy, with what the order changes. A shorter window drops what would fall outside it.</summary>
    public CampaignPolicy PolicyOf(CampaignOrder order)
    {
        var policy = options.Value.ToPolicy();
        if (order.ResponseWindow is not { } window)
            return policy;
        return policy with
        {
            ResponseWindow = window,
            ReminderOffsets = [.. policy.ReminderOffsets.Where(offset => offset < window)],
            EscalateToManagerAfter = policy.EscalateToManagerAfter < window ? policy.EscalateToManagerAfter : null,
            CorrectionWindow = policy.CorrectionWindow < window ? policy.CorrectionWindow : window,
        };
    }

    // Not the ended ones: a start that was blocked or failed is tried again, under the same id.
    private static Task<bool> RunAsync(DurableTaskClient client, CampaignOrder order, CancellationToken cancellation) =>
        client.StartOnceAsync(nameof(CampaignOrchestrator), order.Key.InstanceId, order, StartOnce.Alive, cancellation);

    private static string Describe(StaleSource source) => (source.Problem, source.LastSucceededAt) switch
    {
        (SourceProblem.NeverRead, _) => $"{source.Name}: never read",
        (SourceProblem.Failed, { } at) => $"{source.Name}: the newest reading failed ({source.Failure}); last read {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
        (SourceProblem.Failed, _) => $"{source.Name}: the newest reading failed ({source.Failure}); never read before",
        (_, { } at) => $"{source.Name}: too old, last read {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
        _ => $"{source.Name}: too old",
    };
}
