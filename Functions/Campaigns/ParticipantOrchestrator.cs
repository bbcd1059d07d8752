using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// Carries one person through the campaign: question, reminders, escalation, repaints, done, closed. What is next is read from the
/// tables (<see cref="ParticipantPlanner"/>); this is the clock that waits for the send slot, for the next date, or for a click.
/// </summary>
public static class ParticipantOrchestrator
{
    /// <summary>Then the history starts anew, so that it stays short however often somebody clicks.</summary>
    private const int StepsAHistory = 20;

    [Function(nameof(ParticipantOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<ParticipantOrder>() ?? throw new InvalidOperationException("A participant needs an order.");
        var plan = order.Slot is { } slot ? new ParticipantPlan(ParticipantStep.Ask, slot) : await PlanAsync(context, order);

        var wakeUps = new WakeUps(context);
        for (var step = 0; step < StepsAHistory && plan.Step != ParticipantStep.End; step++)
        {
            var woken = plan.At > context.Now() && await wakeUps.WaitAsync(plan.At);
            plan = woken || plan.Step == ParticipantStep.Wait ? await PlanAsync(context, order) : await TakeAsync(context, order, plan.Step);
        }
        if (plan.Step != ParticipantStep.End)
            context.ContinueAsNew(order with { Slot = null });
    }

    private static Task<ParticipantPlan> PlanAsync(TaskOrchestrationContext context, ParticipantOrder order) =>
        CallAsync(context, order, nameof(ParticipantActivities.PlanParticipant), order.Respondent);

    private static Task<ParticipantPlan> TakeAsync(TaskOrchestrationContext context, ParticipantOrder order, ParticipantStep step) =>
        CallAsync(context, order, nameof(ParticipantActivities.TakeParticipantStep), new TakeStep(order.Respondent, step));

    private static async Task<ParticipantPlan> CallAsync(TaskOrchestrationContext context, ParticipantOrder order, string activity, object input)
    {
        var plan = await context.CallActivityAsync<ParticipantPlan>(activity, input, OutsideFaults.Retry);
        // The last one tells the campaign, which would otherwise notice a day later.
        if (plan.CampaignIsComplete)
            context.SendWakeUp(order.Respondent.Campaign.InstanceId);
        return plan;
    }
}
