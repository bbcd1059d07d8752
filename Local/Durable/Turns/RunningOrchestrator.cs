using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Local.Durable.Turns;

/// <summary>One run of an orchestrator, from its start: for one turn, or for as long as the runner keeps it between turns.</summary>
/// <param name="input">The execution's serialized input.</param>
/// <param name="onIntrusion">Called when the orchestrator is continued from outside its turns.</param>
internal sealed class RunningOrchestrator(
    Func<TaskOrchestrationContext, Task<object?>> function,
    DataConverter converter,
    string? input,
    ILoggerFactory loggers,
    Action onIntrusion) : ITaskOrchestrator
{
    private GuardedContext? context;
    private Task<object?>? running;

    public Type InputType => typeof(object);

    public Type OutputType => typeof(object);

    public TurnGuard Guard { get; } = new(onIntrusion);

    /// <summary>
    /// Whether its next turn may go on from here. One that asked to continue as new and awaits something all the same may not: the runner
    /// forgets the request after the turn.
    /// </summary>
    public bool CanGoOn => running is { IsCompleted: false } && context is { HasAskedToContinueAsNew: false };

    /// <summary>Whether it awaits something, but nothing that its context gave it.</summary>
    public bool AwaitsForeignTask => running is { IsCompleted: false } && context is { AnyTaskIsOpen: false };

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? deserialized)
    {
        this.context = new GuardedContext(context, Guard, converter, input, loggers);
        running = function(this.context);
        try
        {
            return await running;
        }
        finally
        {
            Guard.Check();
        }
    }
}
