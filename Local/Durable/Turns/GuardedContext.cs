using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Turns;

/// <summary>
/// The context that an orchestrator sees: the runner's own, behind a guard against use from elsewhere, as the Functions worker puts one
/// before it. It reads the input as the type that is asked for, and knows whether any durable task is still awaited.
/// </summary>
internal sealed class GuardedContext(
    TaskOrchestrationContext inner, TurnGuard guard, DataConverter converter, string? input, ILoggerFactory loggers)
    : TaskOrchestrationContext
{
    private const int FewTasks = 16;
    private readonly List<Task> given = [];
    private int lookAgainAt = FewTasks;

    public override TaskName Name => inner.Name;

    public override string InstanceId => inner.InstanceId;

    public override ParentOrchestrationInstance? Parent => inner.Parent;

    public override DateTime CurrentUtcDateTime => inner.CurrentUtcDateTime;

    public override bool IsReplaying => inner.IsReplaying;

    public override string Version => inner.Version;

    public override IReadOnlyDictionary<string, object?> Properties => inner.Properties;

    public override TaskOrchestrationEntityFeature Entities => Inner.Entities;

    /// <summary>Whether a task of this context is not completed yet.</summary>
    internal bool AnyTaskIsOpen => given.Exists(task => !task.IsCompleted);

    internal bool HasAskedToContinueAsNew { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggers;

    private TaskOrchestrationContext Inner
    {
        get
        {
            guard.Require();
            return inner;
        }
    }

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(input);

    public override Task<T> CallActivityAsync<T>(TaskName name, object? input = null, TaskOptions? options = null) =>
        Give(Inner.CallActivityAsync<T>(name, input, options));

    public override Task<T> CallSubOrchestratorAsync<T>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        if (options is SubOrchestrationOptions { InstanceId: { } instanceId })
        {
            InstanceIds.Require(instanceId);
        }

        return Give(Inner.CallSubOrchestratorAsync<T>(orchestratorName, input, options));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        Give(Inner.CreateTimer(fireAt, cancellationToken));

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        Give(Inner.WaitForExternalEvent<T>(eventName, cancellationToken));

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        InstanceIds.Require(instanceId);
        Inner.SendEvent(instanceId, eventName, payload);
    }

    public override void SetCustomStatus(object? customStatus) => Inner.SetCustomStatus(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        Inner.ContinueAsNew(newInput, preserveUnprocessedEvents);
        HasAskedToContinueAsNew = true;
    }

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        Inner.ContinueAsNew(options);
        HasAskedToContinueAsNew = true;
    }

    public override Guid NewGuid() => Inner.NewGuid();

    private T Give<T>(T task)
        where T : Task
    {
        given.Add(task);
        if (given.Count >= lookAgainAt)
        {
            given.RemoveAll(one => one.IsCompleted);
            lookAgainAt = Math.Max(FewTasks, 2 * given.Count);
        }

        return task;
    }
}
