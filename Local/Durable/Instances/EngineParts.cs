using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.Activities;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Durable.Timers;
using OAuthAttest.Local.Durable.Turns;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>The parts of a running engine that its turns use.</summary>
internal sealed class EngineParts
{
    private long lastNumber;

    public EngineParts(
        DurableEngineOptions options, DurableTaskSet tasks, ILoggerFactory loggers, OwnerConnection owner, Npgsql.NpgsqlDataSource source)
    {
        Options = options;
        Tasks = tasks;
        Loggers = loggers;
        Logger = loggers.CreateLogger("OAuthAttest.Local.Durable");
        // Numbers of instances and messages are never used twice: the epoch is in the upper 32 bits, a counter in the lower ones.
        lastNumber = owner.Epoch << 32;
        Writer = new CommitWriter(owner, options.DatabaseOutageTolerance, Fault, Logger);
        Loader = new InstanceLoader(source, options.DatabaseOutageTolerance, Fault, Logger);
        Queries = new InstanceQueries(source);
        Waiters = new CompletionWaiters();
        Runner = new OrchestratorRunner(options.DataConverter, options.ExtendedSessions);
        Slots = new SlotTable(this);
        Activities = new ActivityRunner(tasks, options, Idle, Deliver);
        Wakes = new WakeQueue(options.TimeProvider, id => Deliver(id, new Message { Kind = MessageKind.Wake }));
    }

    public DurableEngineOptions Options { get; }

    public DurableTaskSet Tasks { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Logger { get; }

    public IdleGate Idle { get; } = new();

    public CommitWriter Writer { get; }

    public InstanceLoader Loader { get; }

    public InstanceQueries Queries { get; }

    public CompletionWaiters Waiters { get; }

    public OrchestratorRunner Runner { get; }

    public SlotTable Slots { get; }

    public ActivityRunner Activities { get; }

    public WakeQueue Wakes { get; }

    /// <summary>Why the engine has stopped by itself, or null.</summary>
    public Exception? Fatal { get; private set; }

    /// <summary>Fails when the engine has stopped by itself.</summary>
    public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTime Now => Options.TimeProvider.GetUtcNow().UtcDateTime;

    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    public void Deliver(string id, Message message) => Slots.Deliver(id, message);

    /// <summary>Stores a message with the sender's turn and passes it on after the commit.</summary>
    public void Send(TurnWork work, string target, Message message)
    {
        message.InboxRow = NextNumber();
        work.Commit.Sent.Add((target, message));
        work.Outgoing.Add((target, message));
    }

    public ScheduledActivity ActivityOf(InstanceState state, HistoryEvent step) => new(
        new ActivityCall(state.Id, step.Name!, step.TaskId, OnlyInput(step.Input)) { Converter = Options.DataConverter },
        state.ExecutionId);

    // An activity's input is a list of one, for Durable Task's sake, whose activities had several.
    private static string? OnlyInput(string? list) => list is ['[', .. var input, ']'] ? input : list;

    private void Fault(Exception reason)
    {
        Fatal = reason;
        EngineLog.GivenUp(Logger, reason);
        Waiters.Fail(reason);
        Stopped.TrySetException(reason);
    }
}
