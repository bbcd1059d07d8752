using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Rehearsals;

/// <summary>One rehearsal. The report stays in its table: the orchestration's history holds only ids and sizes.</summary>
public static class RehearsalOrchestrator
{
    [Function(nameof(RehearsalOrchestrator))]
    public static Task<KeptRehearsal> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<RehearsalOrder>() ?? throw new InvalidOperationException("A rehearsal needs an order.");
        return context.CallActivityAsync<KeptRehearsal>(nameof(RehearsalActivities.RunRehearsal), order, StepFailures.Retry);
    }
}
