using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Starts and awaits the orchestrations of one shard's people. Shards keep each history short, whatever the population.</summary>
public static class ShardOrchestrator
{
    [Function(nameof(ShardOrchestrator))]
    public static async Task<ShardOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<ShardOrder>() ?? throw new InvalidOperationException("A shard needs an order.");
        var shard = await context.CallActivityAsync<ShardPeople>(nameof(CampaignActivities.PrepareShard), order, StepFailures.Retry);

        var people = shard.People.Select((person, index) => AskAsync(context, new ParticipantOrder(person, shard.SlotOf(index)))).ToList();
        var all = Task.WhenAll(people);

        using var over = new CancellationTokenSource();
        var closing = context.WaitForExternalEvent<string>(WakeUp.EventName, over.Token);
        if (await Task.WhenAny(all, closing) == closing)
        {
            foreach (var person in shard.People)
                context.SendWakeUp(person.OrchestrationId());
        }
        else
        {
#pragma warning disable CA1849, MA0042 // CancelAsync hands over to the thread pool: an orchestrator may await durable tasks only.
            over.Cancel();
#pragma warning restore CA1849, MA0042
        }
        var ended = await all;
        return new ShardOutcome(ended.Length, ended.Count(succeeded => !succeeded));
    }

    /// <returns>False when the person's orchestration failed; the others continue.</returns>
    private static async Task<bool> AskAsync(TaskOrchestrationContext context, ParticipantOrder order)
    {
        try
        {
            await context.CallSubOrchestratorAsync(
                nameof(ParticipantOrchestrator),
                order,
                StepFailures.RetryUnder(order.Respondent.OrchestrationId())
            );
            return true;
        }
        catch (TaskFailedException)
        {
            return false;
        }
    }
}
