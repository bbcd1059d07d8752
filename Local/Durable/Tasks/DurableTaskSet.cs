using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Tasks;

/// <summary>The orchestrators and activities that an engine may run, by name. Names compare without regard to case.</summary>
internal sealed class DurableTaskSet
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> orchestrators = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, Func<ActivityCall, CancellationToken, Task<object?>>> activities = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskSet AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        orchestrators.Add(name, orchestrator);
        return this;
    }

    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskSet AddActivity(string name, Func<ActivityCall, CancellationToken, Task<object?>> activity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        activities.Add(name, activity);
        return this;
    }

    internal Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) => orchestrators.GetValueOrDefault(name);

    internal Func<ActivityCall, CancellationToken, Task<object?>>? FindActivity(string name) => activities.GetValueOrDefault(name);
}
