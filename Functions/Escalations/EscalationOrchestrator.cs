using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// The course of one escalation: evaluate the consent; then, if it opened an incident, run PagerDuty, Slack and Datadog in parallel,
/// none waiting for another, and handle responders' actions and joining consents until the incident is resolved. What is due is read
/// from the tables, so an orchestration that was lost can be started again under the same id at any point.
/// </summary>
public static class EscalationOrchestrator
{
    [Function(nameof(EscalationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<EscalationOrder>() ?? throw new InvalidOperationException("An escalation needs an order.");
        var steps = new EscalationSteps(context, order);

        var decided = await steps.DecideAsync();
        while (decided.NotBefore is not null)
        {
            await steps.PauseAsync();
            decided = await steps.DecideAsync();
        }
        if (decided.IncidentId is not { } incident)
            return;
        if (!decided.IsOpener)
        {
            steps.WakeOpener(decided);
            return;
        }

        if (decided.HasPlans)
        {
            using var course = new IncidentCourse(context, steps, incident);
            if (await course.RunAsync())
                return;
        }
        else if (await RunWithoutPlansAsync(context, steps, incident))
        {
            return;
        }
        context.ContinueAsNew(order);
    }

    /// <summary>As <see cref="IncidentCourse.RunAsync"/>, for histories that began before activities returned plans.</summary>
    private static async Task<bool> RunWithoutPlansAsync(TaskOrchestrationContext context, EscalationSteps steps, long incident)
    {
        using var dispatch = new IncidentDispatch(context, incident);
        dispatch.Start([OutboxChannel.PagerDuty, OutboxChannel.Slack, OutboxChannel.Datadog]);
        while (!dispatch.HistoryIsLong)
        {
            await dispatch.AwaitNewsAsync();
            var status = await steps.ReviewAsync(incident);
            if (status.IsOver && dispatch.AreIdle)
                return true;
            if (status.MustJudge)
            {
                await steps.DecideAsync();
                status = await steps.ReviewAsync(incident);
            }
            dispatch.Start(status.Due);
            dispatch.WakeAt(status.NextAt);
        }
        await dispatch.FinishAsync();
        return false;
    }
}
