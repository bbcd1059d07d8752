using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// The one external event there is: "look at the tables". It carries nothing, so it may come twice, too early, or not at all:
/// whoever waits for it also wakes by itself.
/// </summary>
internal static class WakeUp
{
    public const string EventName = "WakeUp";

    public static void SendWakeUp(this TaskOrchestrationContext context, string instanceId) => context.SendEvent(instanceId, EventName, "");

    public static Task RaiseWakeUpAsync(this DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        client.RaiseEventAsync(instanceId, EventName, "", cancellation);

    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
