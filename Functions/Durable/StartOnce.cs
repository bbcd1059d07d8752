using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Functions.Durable;

/// <summary>Starts an orchestration under a readable id unless that id is taken.</summary>
internal static class StartOnce
{
    public static readonly OrchestrationRuntimeStatus[] Alive =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    public static readonly OrchestrationRuntimeStatus[] AliveOrCompleted = [.. Alive, OrchestrationRuntimeStatus.Completed];

    /// <param name="taken">An instance in one of these states keeps the id; one in another is replaced.</param>
    /// <returns>False: the id is taken.</returns>
    public static async Task<bool> StartOnceAsync(
        this DurableTaskClient client,
        string orchestrator,
        string id,
        object input,
        OrchestrationRuntimeStatus[] taken,
        CancellationToken cancellation
    )
    {
        return !await client.IsTakenAsync(id, taken, cancellation)
            && await client.StartFreeAsync(orchestrator, id, input, taken, cancellation);
    }

    /// <summary>The same without the first query, for an id that is very likely free: if it is not, the engine refuses.</summary>
    public static async Task<bool> StartFreeAsync(
        this DurableTaskClient client,
        string orchestrator,
        string id,
        object input,
        OrchestrationRuntimeStatus[] taken,
        CancellationToken cancellation
    )
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator,
                input,
                new StartOrchestrationOptions(id).WithDedupeStatuses(taken),
                cancellation
            );
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Each backend refuses a taken id with a different exception, so check whether the id is taken.
            if (await client.IsTakenAsync(id, taken, cancellation))
                return false;
            throw;
        }
    }

    /// <summary>Whether an instance in one of these states has the id.</summary>
    public static async Task<bool> IsTakenAsync(
        this DurableTaskClient client,
        string id,
        OrchestrationRuntimeStatus[] taken,
        CancellationToken cancellation
    ) => await client.GetInstanceAsync(id, cancellation) is { } instance && taken.Contains(instance.RuntimeStatus);
}
