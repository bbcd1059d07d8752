using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Grpc;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Caching.Memory;
using P = Microsoft.DurableTask.Protobuf;

namespace OAuthAttest.Local.Durable.Turns;

/// <summary>
/// Runs turns with the runner of Durable Task's .NET worker (<see cref="GrpcOrchestrationRunner"/>), the code that runs them in Azure: a
/// history and new events go in, the orchestrator's actions come out. Orchestrators that still wait can be kept between turns, so that
/// their histories need not be replayed (extended sessions).
/// </summary>
internal sealed class OrchestratorRunner : IDisposable
{
    // Longer than a busy instance pauses. (Durable Functions: 30 seconds, unless host.json says otherwise.)
    private const double IdleSeconds = 3_600;

    private static readonly P.OrchestratorEntityParameters NoEntities =
        new() { EntityMessageReorderWindow = Duration.FromTimeSpan(TimeSpan.Zero) };

    private readonly ExtendedSessionsCache cache = new();
    private readonly MemoryCache sessions;
    private readonly KeptOrchestrators kept;
    private readonly Services services;
    private readonly bool keeps;

    /// <param name="mostKept">How many orchestrators are kept between turns, those that ran last; 0: each turn replays.</param>
    public OrchestratorRunner(DataConverter converter, int mostKept)
    {
        keeps = mostKept > 0;
        kept = new KeptOrchestrators(mostKept);
        services = new Services(new DurableTaskShimFactory(new DurableTaskWorkerOptions { DataConverter = converter }));
        sessions = cache.GetOrInitializeCache(IdleSeconds);
    }

    /// <summary>Replays the history, then runs the new events.</summary>
    public P.OrchestratorResponse Run(
        RunningOrchestrator orchestrator, string instanceId, IReadOnlyList<P.HistoryEvent> past, IReadOnlyList<P.HistoryEvent> fresh)
    {
        kept.Take(instanceId);
        var request = Request(instanceId, fresh);
        request.PastEvents.AddRange(past);
        if (keeps)
        {
            SetSession(request, withState: true);
        }

        return Run(orchestrator, request);
    }

    /// <summary>Runs the new events of an orchestrator that is kept since its last turn.</summary>
    /// <returns>Null when it is not kept (any more): replay its history.</returns>
    public (RunningOrchestrator Orchestrator, P.OrchestratorResponse Response)? GoOn(
        string instanceId, IReadOnlyList<P.HistoryEvent> fresh)
    {
        if (kept.Take(instanceId) is not { } orchestrator)
        {
            return null;
        }

        var request = Request(instanceId, fresh);
        SetSession(request, withState: false);
        var response = Run(orchestrator, request);
        return response.RequiresHistory ? null : (orchestrator, response);
    }

    /// <summary>Keeps the instance's orchestrator no longer.</summary>
    public void Forget(string instanceId)
    {
        if (keeps)
        {
            kept.Take(instanceId);
            sessions.Remove(instanceId);
        }
    }

    public void Dispose() => cache.Dispose();

    private static P.OrchestratorRequest Request(string instanceId, IReadOnlyList<P.HistoryEvent> fresh)
    {
        var request = new P.OrchestratorRequest { InstanceId = instanceId, EntityParameters = NoEntities };
        request.NewEvents.AddRange(fresh);
        return request;
    }

    // The names of the properties are those that GrpcInstanceRunnerUtils of the worker reads.
    private static void SetSession(P.OrchestratorRequest request, bool withState)
    {
        request.Properties["IsExtendedSession"] = Value.ForBool(true);
        request.Properties["ExtendedSessionIdleTimeoutInSeconds"] = Value.ForNumber(IdleSeconds);
        request.Properties["IncludeState"] = Value.ForBool(withState);
    }

    private P.OrchestratorResponse Run(RunningOrchestrator orchestrator, P.OrchestratorRequest request)
    {
        orchestrator.Guard.Enter();
        try
        {
            var answer = GrpcOrchestrationRunner.LoadAndRun(
                Convert.ToBase64String(request.ToByteArray()), orchestrator, cache, services);
            var response = P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer));
            if (keeps && (orchestrator.CanGoOn ? kept.Put(request.InstanceId, orchestrator) : request.InstanceId) is { } notKept)
            {
                sessions.Remove(notKept);
            }

            return response;
        }
        finally
        {
            orchestrator.Guard.Leave();
        }
    }

    private sealed class Services(DurableTaskShimFactory factory) : IServiceProvider
    {
        public object? GetService(System.Type serviceType) => serviceType == typeof(DurableTaskShimFactory) ? factory : null;
    }
}
