using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Client;
using OAuthAttest.Orchestrations;

namespace OAuthAttest.Functions.Durable;

/// <summary>Lists orchestration instances from the engine, a page at a time.</summary>
internal static class Instances
{
    private const int InstancesAPage = 1000;

    public static readonly OrchestrationRuntimeStatus[] Broken = [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

#pragma warning disable CS0618 // Engines report it for the moment between two executions.
    public static readonly OrchestrationRuntimeStatus[] Living = [.. StartOnce.Alive, OrchestrationRuntimeStatus.ContinuedAsNew];
#pragma warning restore CS0618

    /// <param name="prefix">The prefix of their instance ids.</param>
    /// <param name="statuses">Only instances with one of these statuses; null for all.</param>
    public static async IAsyncEnumerable<IReadOnlyList<SeenOrchestration>> ListPagesAsync(
        this DurableTaskClient client,
        string prefix,
        IReadOnlyList<OrchestrationRuntimeStatus>? statuses,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var query = new OrchestrationQuery { InstanceIdPrefix = prefix, Statuses = statuses, PageSize = InstancesAPage };
        await foreach (var page in client.GetAllInstancesAsync(query).AsPages().WithCancellation(cancellation))
        {
            yield return
            [
                .. page.Values.Select(instance => new SeenOrchestration(
                    instance.InstanceId,
                    LifeOf(instance.RuntimeStatus),
                    instance.LastUpdatedAt
                )),
            ];
        }
    }

    public static OrchestrationLife LifeOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Completed => OrchestrationLife.Completed,
        OrchestrationRuntimeStatus.Failed => OrchestrationLife.Failed,
        OrchestrationRuntimeStatus.Terminated => OrchestrationLife.Terminated,
        _ => OrchestrationLife.Alive,
    };
}
