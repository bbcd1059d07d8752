using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// The only external event: it asks an orchestration to read the tables. It has no payload, so it may come twice, too early, or not at
/// all: every orchestration that waits for it also wakes by a timer.
/// </summary>
internal static class WakeUp
{
    public const string EventName = "WakeUp";

    public static void SendWakeUp(this TaskOrchestrationContext context, string instanceId) => context.SendEvent(instanceId, EventName, "");

    public static Task RaiseWakeUpAsync(this DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        client.RaiseEventAsync(instanceId, EventName, "", cancellation);

    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
