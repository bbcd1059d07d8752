using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>The steps of <see cref="EscalationOrchestrator"/>. Runs inside the orchestrator: durable waits only.</summary>
internal sealed class EscalationSteps(TaskOrchestrationContext context, EscalationOrder order)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Task<DecidedConsent> DecideAsync() =>
        context.CallActivityAsync<DecidedConsent>(nameof(EscalationActivities.DecideConsent), order, StepFailures.QuickRetry);

    /// <summary>
    /// Another record of the consent is expected. A timer and no wait for a wake-up, which would take one that the incident's course
    /// needs.
    /// </summary>
    public Task PauseAsync() => context.Timer(context.Now() + Pause, isRest: false, CancellationToken.None);

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
