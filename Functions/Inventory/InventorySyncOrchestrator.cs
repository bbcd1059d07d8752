using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Functions.Inventory;

/// <param name="Source">The inventory source.</param>
/// <param name="Trigger"><c>timer</c>, or the campaign that is about to open.</param>
/// <param name="FreshFor">A source that was read within this time is not read again; null: it is read.</param>
/// <param name="RequestKey">Set by the orchestration itself, as is the next.</param>
/// <param name="RunId">The run that goes on.</param>
public sealed record SyncOrder(
    string Source,
    string Trigger,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeSpan? FreshFor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequestKey = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RunId = null
);

/// <param name="RunId">The run that is taken a step further.</param>
public sealed record SyncTurn(long RunId);

/// <param name="State">How the run ended; null: none was needed.</param>
/// <param name="Error">Why it failed.</param>
public sealed record SyncEnd(
    RunState? State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null
);

/// <summary>
/// Syncs one inventory source in steps that fit a function's time. The run's state is in the tables: an orchestration that is lost leaves
/// a run that the next one finds dead, and begins anew.
/// </summary>
public static class InventorySyncOrchestrator
{
    private const int StepsARound = 50;

    [Function(nameof(InventorySyncOrchestrator))]
    public static async Task<SyncEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<SyncOrder>() ?? throw new InvalidOperationException("A sync needs an order.");
        order = order with { RequestKey = order.RequestKey ?? KeyOf(context) };
        for (var step = 0; step < StepsARound; step++)
        {
            if (order.RunId is not { } run)
            {
                var begun = await context.StepAsync<BegunSync>(
                    nameof(SyncActivities.BeginInventorySync),
                    new BeginSync(order.Source, order.Trigger, order.RequestKey!, order.FreshFor)
                );
                if (begun is { RunId: null, AgainAt: null })
                    return new SyncEnd(State: null);
                order = order with { RunId = begun.RunId };
                if (begun.RunId is null)
                    await context.WaitUntilAsync(begun.AgainAt!.Value);
                continue;
            }
            var done = await context.StepAsync<SyncStep>(nameof(SyncActivities.AdvanceInventorySync), new SyncTurn(run));
            if (done.Progress is { } progress)
                context.SetCustomStatus(progress);
            if (done.IsOver)
                return new SyncEnd(done.State, done.Error);
            if (done.ResumeAt is { } again)
                await context.WaitUntilAsync(again);
        }
        context.ContinueAsNew(order);
        return new SyncEnd(State: null);
    }

    private static string KeyOf(TaskOrchestrationContext context) =>
        $"{context.InstanceId}-{context.Now().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
}
