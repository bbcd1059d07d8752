using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>The steps of <see cref="EscalationOrchestrator"/>. Runs inside the orchestrator: durable waits only.</summary>
internal sealed class EscalationSteps(TaskOrchestrationContext context, EscalationOrder order)
{
    public Task<DecidedConsent> DecideAsync() =>
        context.CallActivityAsync<DecidedConsent>(nameof(EscalationActivities.DecideConsent), order, StepFailures.QuickRetry);

    /// <summary>Wakes the orchestration of the consent that opened the incident: it reports the consent that joined.</summary>
    public void WakeOpener(DecidedConsent decided) =>
        context.SendWakeUp(
            decided.OpenerInstance ?? throw new InvalidOperationException($"The incident that {order.Key} joined has no opener.")
        );

    public Task<IncidentStatus> ReviewAsync(long incident) =>
        context.CallActivityAsync<IncidentStatus>(
            nameof(EscalationActivities.LookAtIncident),
            new IncidentRef(incident),
            StepFailures.QuickRetry
        );
}
