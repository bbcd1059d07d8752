using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// Carries one person through the campaign: question, reminders, delegation, message updates, done, closed. The next step is read from
/// the tables (<see cref="ParticipantPlanner"/>); this orchestration waits for the send slot, for the next date, or for a click.
/// </summary>
public static class ParticipantOrchestrator
{
    /// <summary>After so many steps it continues as new, so that the history stays short however often somebody clicks.</summary>
    private const int StepsAHistory = 20;

    [Function(nameof(ParticipantOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<ParticipantOrder>() ?? throw new InvalidOperationException("A participant needs an order.");
        var plan = order.Slot is { } slot ? new ParticipantPlan(ParticipantStep.Ask, slot) : await PlanAsync(context, order.Respondent);

        using var wakeUps = new WakeUps(context, keepsTimers: true);
        for (var step = 0; step < StepsAHistory && plan.Step != ParticipantStep.End; step++)
        {
            var woken = plan.At > context.Now() && await wakeUps.WaitAsync(plan.At);
            plan = woken || plan.Step == ParticipantStep.Wait
                ? await PlanAsync(context, order.Respondent with { Slot = plan.Slot ?? SlotToAsk(order, plan) })
                : await TakeAsync(context, order.Respondent with { Slot = plan.Slot }, plan.Step);
        }
        if (plan.Step != ParticipantStep.End)
            context.ContinueAsNew(order with { Slot = null });
    }

    /// <summary>The send slot that the shard reserved, until the question was sent in it.</summary>
    private static SendSlot? SlotToAsk(ParticipantOrder order, ParticipantPlan plan) =>
        plan.Step == ParticipantStep.Ask && order.Slot == plan.At ? new SendSlot(SlackPacer.Posting, plan.At) : null;

    private static Task<ParticipantPlan> PlanAsync(TaskOrchestrationContext context, Respondent who) =>
        CallAsync(context, who, nameof(ParticipantActivities.PlanParticipant), who);

    private static Task<ParticipantPlan> TakeAsync(TaskOrchestrationContext context, Respondent who, ParticipantStep step) =>
        CallAsync(context, who, nameof(ParticipantActivities.TakeParticipantStep), new TakeStep(who, step));

    private static async Task<ParticipantPlan> CallAsync(TaskOrchestrationContext context, Respondent who, string activity, object input)
    {
        var plan = await context.CallActivityAsync<ParticipantPlan>(activity, input, StepFailures.Retry);
        // The last person to finish wakes the campaign, which would otherwise notice up to a day later.
        if (plan.CampaignIsComplete)
            context.SendWakeUp(who.Campaign.InstanceId);
        return plan;
    }
}
