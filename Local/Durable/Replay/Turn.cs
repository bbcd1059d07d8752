using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>
/// One turn of an orchestration: runs the orchestrator from its start through the whole history, then through the new events.
/// While it replays, each step it asks for must be the one that history recorded in that turn.
/// </summary>
internal sealed class Turn
{
    private const string Advice =
        "The code has changed while the instance was under way, or depends on a clock, chance, the environment or I/O.";

    private readonly Func<TaskOrchestrationContext, Task<object?>> orchestrator;
    private readonly DataConverter converter;
    private readonly OrchestratorThread thread;
    private readonly ReplayContext context;
    private readonly List<HistoryEvent> heldWhileSuspended = [];
    private Task<object?>? running;
    private Completion? forced;
    private bool suspended;
    private HistoryEvent? lastAnswer;

    /// <param name="onIllegalAwait">Called when the orchestrator is continued from outside after the turn.</param>
    public Turn(
        OrchestrationIdentity identity,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        DataConverter converter,
        ILoggerFactory loggers,
        Action onIllegalAwait)
    {
        thread = new OrchestratorThread(onIllegalAwait);
        this.orchestrator = orchestrator;
        this.converter = converter;
        context = new ReplayContext(identity, converter, loggers, thread);
    }

    /// <param name="past">The stored history of this execution.</param>
    /// <param name="fresh">The events of this turn; the first is OrchestratorStarted.</param>
    public TurnOutcome Run(IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> fresh)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(thread);
        try
        {
            Apply(past, replaying: true);
            RequireStillRunning(past);
            Apply(fresh, replaying: false);
            thread.End();
            RequireDurableAwait();
            return Outcome();
        }
        catch (Exception broken)
        {
            // Non-determinism, an illegal await, or an exception of an async void method: a retry would not help.
            return Stopped(Completion.Failed(TaskFailureDetails.FromException(broken)));
        }
        finally
        {
            thread.End();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Apply(IReadOnlyList<HistoryEvent> events, bool replaying)
    {
        for (var i = 0; i < events.Count && forced is null; i++)
        {
            context.Replaying = replaying;
            Apply(events[i]);
            thread.RunReady();
        }
    }

    private void Apply(HistoryEvent e)
    {
        switch (e.Type)
        {
            case HistoryEventType.OrchestratorStarted:
                RequireAllRecorded();
                context.Now = e.Timestamp;
                break;
            case HistoryEventType.ExecutionStarted:
                context.Input = e.Input;
                running = Start();
                break;
            case HistoryEventType.TaskScheduled or HistoryEventType.TimerCreated or HistoryEventType.EventSent
                or HistoryEventType.SubOrchestrationInstanceCreated:
                RequireSame(e);
                break;
            case HistoryEventType.ExecutionSuspended:
                suspended = true;
                break;
            case HistoryEventType.ExecutionResumed:
                Resume();
                break;
            case HistoryEventType.ExecutionTerminated:
                forced = new Completion(OrchestrationRuntimeStatus.Terminated, e.Input, Failure: null);
                break;
            default:
                Hand(e);
                break;
        }
    }

    private Task<object?> Start()
    {
        try
        {
            return orchestrator(context);
        }
        catch (Exception failed)
        {
            return Task.FromException<object?>(failed);
        }
    }

    private void Resume()
    {
        suspended = false;
        foreach (var held in heldWhileSuspended)
        {
            Hand(held);
            thread.RunReady();
        }

        heldWhileSuspended.Clear();
    }

    private void Hand(HistoryEvent e)
    {
        if (suspended)
        {
            heldWhileSuspended.Add(e);
            return;
        }

        lastAnswer = e;
        switch (e.Type)
        {
            case HistoryEventType.TaskCompleted or HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.TimerFired:
                context.TakeAnswered(e.TaskId)?.Complete(e.Result);
                break;
            case HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed:
                context.TakeAnswered(e.TaskId)?.Fail(e.Failure!);
                break;
            case HistoryEventType.EventRaised:
                context.Events.Raise(e.Name!, e.Input);
                break;
        }
    }

    private void RequireSame(HistoryEvent recorded)
    {
        if (!context.Unrecorded.TryDequeue(out var asked))
        {
            throw new NonDeterministicOrchestrationException(
                $"Non-deterministic orchestrator: history has {Step.Describe(recorded)}, but the orchestrator did not ask for it this "
                    + $"time. {Advice}"
            );
        }

        var same = asked.Type == recorded.Type
            && asked.TaskId == recorded.TaskId
            && string.Equals(asked.Name, recorded.Name, StringComparison.OrdinalIgnoreCase)
            && (asked.Type is HistoryEventType.TimerCreated || asked.InstanceId == recorded.InstanceId);
        if (!same)
        {
            throw new NonDeterministicOrchestrationException(
                $"Non-deterministic orchestrator: history has {Step.Describe(recorded)}, but the orchestrator now asks for "
                    + $"{Step.Describe(asked)}. {Advice}"
            );
        }
    }

    private void RequireAllRecorded()
    {
        if (context.Unrecorded.TryPeek(out var asked))
        {
            throw new NonDeterministicOrchestrationException(
                $"Non-deterministic orchestrator: it now asks for {Step.Describe(asked)}, which history does not have at this point. "
                    + $"{Advice}"
            );
        }
    }

    private void RequireStillRunning(IReadOnlyList<HistoryEvent> past)
    {
        if (past.Count > 0 && running is { IsCompleted: true })
        {
            throw new NonDeterministicOrchestrationException(
                $"Non-deterministic orchestrator: it now ends after {Step.Describe(past[^1])}, where history goes on. {Advice}");
        }
    }

    private void RequireDurableAwait()
    {
        if (
            thread.Intruded
            || (running is { IsCompleted: false } && forced is null && !suspended && context.Open.Count == 0 && !context.Events.AnyoneWaits)
        )
        {
            throw IllegalAwait(lastAnswer);
        }
    }

    internal static IllegalAwaitException IllegalAwait(HistoryEvent? after) =>
        new(
            "The orchestrator awaits a task that is not durable (such as Task.Delay, Task.Run or an HTTP call): it can neither be stored "
                + "nor replayed. "
                + "Await only the context's activities, timers, events and sub-orchestrations. "
                + (
                    after is null
                        ? "It happened before the first answer."
                        : $"It happened after {after.Type}{(after.Name is null ? $" of step #{after.TaskId}" : $" '{after.Name}'")}."
                )
        );

    private TurnOutcome Outcome()
    {
        if (forced is not null)
        {
            return Stopped(forced);
        }

        if (running is { IsCompletedSuccessfully: true } && context.NextExecution is { } next)
        {
            return Stopped(completion: null) with
            {
                Steps = [.. context.Unrecorded],
                NextExecution = next,
                KeptEvents = next.KeepEvents ? context.Events.Kept : [],
            };
        }

        return Stopped(running is { IsCompleted: true } ? CompletionOf(running) : null) with
        {
            Steps = [.. context.Unrecorded],
            OpenTimers = running is { IsCompleted: false } ? OpenTimers() : [],
            AwaitsActivity = context.Open.Values.Any(step => step.Created.Type == HistoryEventType.TaskScheduled),
            Suspended = suspended && running is { IsCompleted: false },
        };
    }

    private TurnOutcome Stopped(Completion? completion) => new()
    {
        Steps = [],
        OpenTimers = [],
        CustomStatus = context.CustomStatus,
        Completion = completion,
    };

    // A timer that fires while the instance is suspended stays open for the orchestrator, but must not fire again.
    private List<HistoryEvent> OpenTimers() =>
    [
        .. context.Open.Values.Select(step => step.Created).Where(step => step.Type == HistoryEventType.TimerCreated
            && !heldWhileSuspended.Exists(held => held.Type == HistoryEventType.TimerFired && held.TaskId == step.TaskId)),
    ];

    private Completion CompletionOf(Task<object?> ended)
    {
        try
        {
            return new Completion(OrchestrationRuntimeStatus.Completed, converter.Serialize(ended.GetAwaiter().GetResult()), Failure: null);
        }
        catch (Exception failed)
        {
            return Completion.Failed(TaskFailures.From(failed));
        }
    }
}
