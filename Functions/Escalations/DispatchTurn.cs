using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>One turn of a dispatcher, from within the orchestration.</summary>
internal static class DispatchTurn
{
    public static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private const int Failed = 3340;

    /// <summary>A turn that fails does not delay the other channels: it is repeated later.</summary>
    public static async Task<DispatchResult> TakeAsync(TaskOrchestrationContext context, long incidentId, OutboxChannel channel)
    {
        try
        {
            return await context.CallActivityAsync<DispatchResult>(
                EscalationActivities.NameOf(channel),
                new IncidentRef(incidentId),
                StepFailures.QuickRetry
            );
        }
        catch (TaskFailedException e)
        {
            context
                .CreateReplaySafeLogger(typeof(DispatchTurn).FullName!)
                .LogError(
                    Failed,
                    e,
                    "Incident {Incident}: the dispatcher for {Channel} failed; it is tried again in {Pause}",
                    incidentId,
                    channel,
                    AfterFailure
                );
            return new DispatchResult(context.Now() + AfterFailure);
        }
    }
}
