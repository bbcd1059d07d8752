using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Reads the workspace's people again while campaigns are open, and wakes those who are reachable now, or no longer.</summary>
public static class ReachOrchestrator
{
    [Function(nameof(ReachOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<ReachOrder>() ?? throw new InvalidOperationException("Reaching people again needs an order.");
        if (order.AfterId is null)
        {
            await context.CallSubOrchestratorAsync(
                nameof(DirectoryOrchestrator),
                SlackDirectoryProgress.Begin(context.Now()),
                StepFailures.RetryUnder($"{context.InstanceId}-list")
            );
        }
        var reached = await context.CallActivityAsync<ReachedPeople>(nameof(DirectoryActivities.ReachAgain), order, StepFailures.Retry);
        foreach (var person in reached.Woken)
            context.SendWakeUp(person);
        if (reached.NextAfterId is { } next)
            context.ContinueAsNew(new ReachOrder(next));
    }
}
