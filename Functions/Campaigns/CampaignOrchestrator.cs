using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Campaigns;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// The course of one campaign. Every step can be repeated, and the campaign's state is read from the tables, so an
/// orchestration that was lost can be started again under the same id at any point.
/// </summary>
public static class CampaignOrchestrator
{
    [Function(nameof(CampaignOrchestrator))]
    public static async Task<CampaignOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<CampaignOrder>() ?? throw new InvalidOperationException("A campaign needs an order.");
        var steps = new CampaignSteps(context, order.Key);

        IReadOnlyList<Task<ShardOutcome>> shards = [];
        var found = await steps.LookAsync();
        var status = found.Standing;
        if (status is null)
        {
            await steps.SyncInventoryAsync(found.ToSync ?? []);
            await steps.SyncDirectoryAsync();
            var gate = await steps.CheckGateAsync(order);
            if (!gate.IsOpen)
            {
                await steps.ReportBlockedAsync(gate.Problems);
                return new CampaignOutcome(CampaignEnd.Blocked, gate.Problems);
            }
            await steps.OpenAsync(order);
            status = await steps.FindAsync() ?? throw new InvalidOperationException($"Campaign {order.Key} was opened and is not there.");
            // Only in this branch: if the campaign already existed, an earlier orchestration opened it. Its shards and participants may
            // still run and must not be started a second time; the reconciler starts those that do not run.
            shards = steps.StartShards(status);
        }

        status = await steps.AwaitEndOfAskingAsync(status);
        if (status.State == CampaignState.Open)
            status = await steps.BeginClosingAsync(status);
        steps.WakeShards(status);

        if (status.State != CampaignState.Cancelled)
        {
            await steps.ClassifyAsync(status);
            await steps.WriteWorklistAsync(status);
            status = await steps.FinishAsync(status);
            if (status.State == CampaignState.AwaitingDecision)
            {
                await steps.SendReportAsync("held");
                status = await steps.AwaitDecisionAsync(status);
            }
            await steps.SendReportAsync("closed");
        }
        await CampaignSteps.AwaitShardsAsync(shards);
        return new CampaignOutcome(status.State == CampaignState.Cancelled ? CampaignEnd.Cancelled : CampaignEnd.Closed, []);
    }
}
