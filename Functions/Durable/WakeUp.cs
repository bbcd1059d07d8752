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

    /// <returns>True when the event came first.</returns>
    public static async Task<bool> WaitForWakeUpAsync(this TaskOrchestrationContext context, DateTimeOffset until)
    {
        using var over = new CancellationTokenSource();
        var woken = context.WaitForExternalEvent<string>(EventName, over.Token);
        var timer = context.CreateTimer(until.UtcDateTime, over.Token);
        var first = await Task.WhenAny(woken, timer);
#pragma warning disable CA1849, MA0042 // CancelAsync hands over to the thread pool: an orchestrator may await durable tasks only.
        over.Cancel();
#pragma warning restore CA1849, MA0042
        return first == woken;
    }

    public static void SendWakeUp(this TaskOrchestrationContext context, string instanceId) => context.SendEvent(instanceId, EventName, "");

    public static Task RaiseWakeUpAsync(this DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        client.RaiseEventAsync(instanceId, EventName, "", cancellation);

    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
